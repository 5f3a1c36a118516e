// SPDX-License-Identifier: Apache-2.0
/**
 * The delivery service's side of docs/end-to-end.md for tests, as small as it can be: one committer at a time, no checks of commits. Messages go through JSON.
 * Everything that it sends can be changed on the way by `tamper`.
 */
import type { Proposal } from 'ts-mls/proposal.js';
import { type Bytes, fromBase64Url, toBase64Url } from '../bytes';
import type { Clock } from '../clock';
import { Session } from '../session/session';
import type { Link } from '../session/session';
import type { Alarm, ChatEvent, Roster, SessionState } from '../session/events';
import type { ToServer } from '../session/wire';
import { KeyRing } from '../sframe/keyring';
import { add, browser, linkPskProposal, remove, TestDelivery } from './delivery';
import type { KeyPackage } from '../mls/keypackage';

type Json = Record<string, unknown>;

/** One device: a session with its ring, and what it told. */
export class Device {
  readonly ring: KeyRing;
  readonly session: Session;
  readonly states: SessionState[] = [];
  readonly alarms: Alarm[] = [];
  readonly chats: ChatEvent[] = [];
  roster: Roster | undefined;
  connected = true;

  constructor(
    readonly name: string,
    readonly server: TestServer,
    clock: Clock,
    link?: Link,
  ) {
    this.ring = new KeyRing(clock);
    this.session = new Session(browser(name), link, this.ring, clock, {
      send: (m) => void (this.connected && server.receive(this, JSON.parse(JSON.stringify(m)) as ToServer)),
      state: (s) => this.states.push(s),
      roster: (r) => (this.roster = r),
      chat: (c) => this.chats.push(c),
      alarm: (a) => this.alarms.push(a),
    });
  }

  get state(): string | undefined {
    return this.states.at(-1)?.at;
  }

  get texts(): string[] {
    return this.chats.flatMap((c) => (c.at === 'received' ? [c.text] : []));
  }
}

interface Round {
  readonly adds: Device[];
  readonly removes: Device[];
  readonly proposals: string[];
}

export class TestServer {
  readonly members = new Map<Device, number>();
  readonly wanted = new Map<Device, string>();
  readonly log: string[] = [];
  tamper: (to: Device, message: Json) => Json[] = (_, message) => [message];
  /** A device that is asked and doesn't answer. */
  mute = new Set<Device>();
  linkBound = false;
  history: Json[] = [];
  #epoch = 0;
  #round: Round | undefined;
  #rounds = 0;
  #sequence = 0;
  #leaving: Device[] = [];
  #work: Promise<void> = Promise.resolve();
  #leaves = new Map<number, Device>();

  constructor(readonly delivery: TestDelivery) {}

  static async make(): Promise<TestServer> {
    return new TestServer(await TestDelivery.make());
  }

  /** Until nothing is under way any more. */
  async settle(...devices: Device[]): Promise<void> {
    for (let i = 0; i < 12; i++) {
      await this.#work;
      for (const device of devices) await device.session.receive({ type: 'nothing' });
    }
  }

  leave(device: Device): void {
    this.#leaving.push(device);
    this.#then(() => this.#turn());
  }

  rotate(): void {
    this.#then(() => this.#turn(true));
  }

  receive(from: Device, message: ToServer): void {
    this.log.push(`${from.name} ${message.type}`);
    this.#then(async () => {
      switch (message.type) {
        case 'mls-join':
          this.wanted.set(from, message.keyPackage);
          return this.#turn();
        case 'mls-created':
          this.#epoch = 0;
          this.#leaves = new Map([[0, from]]);
          this.members.set(from, 0);
          this.wanted.delete(from);
          return this.#turn();
        case 'mls-commit':
          return this.#accept(from, message);
        case 'mls-sync':
          if (message.groupId !== this.groupId)
            return this.#say(from, { type: 'mls-rejoin', reason: 'unknown-group' });
          for (const commit of this.history)
            if ((commit['epoch'] as number) >= message.epoch) this.#say(from, commit);
          return;
        case 'mls-application': {
          const { id, epoch, to } = message;
          if (epoch !== this.#epoch) {
            return this.#say(from, {
              type: 'mls-refused',
              re: message.type,
              reason: 'wrong-epoch',
              id,
              epoch: this.#epoch,
            });
          }
          const sequence = ++this.#sequence;
          for (const device of this.members.keys()) {
            if (device === from || (to !== undefined && device.name !== to)) continue;
            const text = { type: message.type, sequence, from: from.name, epoch, message: message.message };
            this.#say(device, { ...text, ...(to !== undefined && { private: true }) });
          }
          return this.#say(from, { type: 'mls-ack', id, sequence });
        }
      }
    });
  }

  get groupId(): string {
    return toBase64Url(this.delivery.groupId);
  }

  async #turn(rotate = false): Promise<void> {
    if (this.#round !== undefined) return;
    if (this.members.size === 0) {
      const first = [...this.wanted.keys()][0];
      if (first !== undefined) this.#say(first, { type: 'mls-create', ...this.#about(), within: 2_000 });
      return;
    }
    const adds = [...this.wanted.keys()];
    const removes = [...new Set([...this.#leaving, ...adds.filter((d) => this.members.has(d))])];
    this.#leaving = [];
    if (adds.length + removes.length === 0 && !rotate) return;
    const kinds: Proposal[] = [
      ...removes.map((d) => remove(this.members.get(d)!)),
      ...adds.map((d) => add({ message: fromBase64Url(this.wanted.get(d)!) } as KeyPackage)),
      ...(this.linkBound && adds.length > 0 ? [linkPskProposal()] : []),
    ];
    const proposals = (await this.delivery.propose(this.#epoch, ...kinds)).map(toBase64Url);
    this.#round = { adds, removes, proposals };
    this.ask();
  }

  /** Asks the first member that may commit; again, to ask the next. */
  ask(): void {
    const round = this.#round;
    if (round === undefined) return;
    const chosen = [...this.members.keys()].find((d) => !round.removes.includes(d) && !this.mute.has(d));
    if (chosen === undefined) return;
    const path = round.removes.length > 0 || round.adds.length === 0;
    const place = { groupId: this.groupId, epoch: this.#epoch, round: ++this.#rounds };
    this.#say(chosen, { type: 'mls-commit-now', ...place, proposals: round.proposals, path, within: 2_000 });
  }

  #accept(from: Device, message: ToServer & { type: 'mls-commit' }): void {
    const round = this.#round;
    if (round === undefined || message.epoch !== this.#epoch) {
      return this.#say(from, {
        type: 'mls-refused',
        re: message.type,
        reason: 'wrong-epoch',
        epoch: this.#epoch,
      });
    }
    this.#round = undefined;
    const { proposals, adds, removes } = round;
    const commit = {
      type: 'mls-commit',
      groupId: this.groupId,
      epoch: this.#epoch,
      proposals,
      commit: message.commit,
    };
    this.history.push(commit);
    for (const device of this.members.keys()) this.#say(device, commit);
    this.#epoch++;
    for (const device of removes) {
      this.#leaves.delete(this.members.get(device)!);
      this.members.delete(device);
    }
    for (const device of adds) {
      let leaf = 0;
      while (this.#leaves.has(leaf)) leaf++;
      this.#leaves.set(leaf, device);
      this.members.set(device, leaf);
      this.wanted.delete(device);
    }
    this.#then(async () => {
      await from.session.receive({ type: 'nothing' });
      const tree = toBase64Url(treeOf(from));
      for (const device of adds) {
        const place = { epoch: this.#epoch, welcome: message.welcome, tree };
        this.#say(device, { type: 'mls-welcome', ...this.#about(), ...place });
      }
      return this.#turn();
    });
  }

  #about(): Json {
    return {
      groupId: this.groupId,
      externalSender: toBase64Url(this.delivery.publicKey),
      linkBound: this.linkBound,
    };
  }

  #say(to: Device, message: Json): void {
    for (const m of this.tamper(to, message)) {
      if (to.connected) void to.session.receive(JSON.parse(JSON.stringify(m)));
    }
  }

  #then(work: () => Promise<void> | void): void {
    this.#work = this.#work.then(work);
  }
}

function treeOf(device: Device): Bytes {
  return device.session.publicTree() ?? new Uint8Array();
}
