// SPDX-License-Identifier: Apache-2.0
/**
 * A member's side of docs/end-to-end.md: comes into the group, commits when asked, follows commits, comes in anew when something was wrong, and hands
 * media keys to the key ring. Messages are handled one after the other, in the order in which they came. Lives in the worker.
 */
import { type Bytes, equal, Malformed, toBase64Url } from '../bytes';
import type { Clock } from '../clock';
import type { Identity } from '../mls/identity';
import { forget, type KeyPackage, newKeyPackage } from '../mls/keypackage';
import { type Expected, MlsError, type MlsMember } from '../mls/member';
import { Queue } from '../mls/queue';
import { createGroup, joinGroup } from '../mls/tsmls';
import type { KeyRing } from '../sframe/keyring';
import { Bucket } from './bucket';
import { Outbox } from './chat';
import type { Alarm, ChatEvent, Roster, SessionCounts, SessionState } from './events';
import { type FromServer, fromServer, type JoinReason, type ToServer } from './wire';

export interface SessionOut {
  send(message: ToServer): void;
  state(state: SessionState): void;
  roster(roster: Roster): void;
  chat(event: ChatEvent): void;
  alarm(alarm: Alarm): void;
}

/** The half of the link's secret that never leaves the browser. `bound`: the link itself says that nobody comes in without it. */
export interface Link {
  readonly psk: Bytes;
  readonly bound: boolean;
}

const FORGET_MS = 10_000;
/** docs/end-to-end.md, limits: three `mls-join` at once, then one in 6 s; an `mls-rejoin` gives one more. */
const JOINS = 3;
const JOIN_EVERY_MS = 6_000;
/** And five `mls-sync` at once, then one in 2 s. */
const SYNC_EVERY_MS = 2_000;
const ALARM_GAP_MS = 1_000;

export class Session {
  #member: MlsMember | undefined;
  #groupId: Bytes | undefined;
  #linkBound = false;
  /** The newest first; a Welcome may still come for the one before. */
  #keyPackages: KeyPackage[] = [];
  #joined = false;
  #joinsRefused = 0;
  readonly #joins = new Bucket(JOINS, JOIN_EVERY_MS);
  #cancelJoin: (() => void) | undefined;
  #cancelForget: (() => void) | undefined;
  /** The server's clock less ours, in seconds, once it told. */
  #clockOff = 0;
  /** The last message of the chat that this group gave us. */
  #sequence = 0;
  #synced: { epoch: number; at: number } | undefined;
  #state: SessionState = { at: 'joining' };
  readonly #alarmed = new Map<Alarm['what'], number>();
  readonly #since = new Map<string, number>();
  readonly #outbox: Outbox;
  readonly #queue = new Queue();
  readonly #counts = { commits: 0, commitsMade: 0, rejoins: 0, malformed: 0, lastCommitMillis: 0 };

  constructor(
    private readonly who: Identity,
    private readonly link: Link | undefined,
    private readonly ring: KeyRing,
    private readonly clock: Clock,
    private readonly out: SessionOut,
    /** What the meeting's groups have to be. */
    private readonly postQuantum = false,
  ) {
    this.#outbox = new Outbox(
      (message) => out.send(message),
      (event) => out.chat(event),
    );
  }

  get counts(): SessionCounts {
    return { ...this.#counts };
  }

  /** As the delivery service has it, too. */
  publicTree(): Bytes | undefined {
    return this.#member?.ratchetTree();
  }

  /** For comparing with other stacks, in tests. */
  async mediaKey(): Promise<Bytes | undefined> {
    return this.#member?.sframeBaseKey();
  }

  /** Admitted, for the first time or again after a reconnection: the state is kept if there is one. */
  admitted(): Promise<void> {
    return this.#queue.run(async () => {
      this.#outbox.interrupted();
      const member = this.#usable();
      if (member === undefined) return this.#join(this.#joined ? 'lost' : 'new');
      this.#sync(member);
    });
  }

  /** Asks for what may have been missed. */
  sync(): Promise<void> {
    return this.#queue.run(async () => this.#syncAgain());
  }

  /** A message of the signalling connection; those that are not about MLS are ignored. */
  receive(json: unknown): Promise<void> {
    return this.#queue.run(async () => {
      try {
        const message = fromServer(json);
        if (message !== undefined) await this.#handle(message);
      } catch (e) {
        if (!(e instanceof Malformed)) throw e;
        this.#counts.malformed++;
      }
    });
  }

  chat(id: number, text: string, to?: string): Promise<void> {
    return this.#queue.run(() => this.#outbox.add(this.#usable(), id, text, to));
  }

  stop(): Promise<void> {
    return this.#queue.run(async () => {
      this.#drop();
      this.#cancelJoin?.();
      this.#cancelJoin = undefined;
      for (const keyPackage of this.#keyPackages) forget(keyPackage);
      this.#keyPackages = [];
    });
  }

  async #handle(message: FromServer): Promise<void> {
    switch (message.type) {
      case 'mls-create':
        return this.#create(message);
      case 'mls-welcome':
        return this.#welcome(message);
      case 'mls-commit-now':
        return this.#commitNow(message);
      case 'mls-commit':
        return this.#commit(message);
      case 'mls-rejoin':
        this.#drop();
        this.#joins.grant();
        return this.#join('lost', undefined, message.reason);
      case 'mls-application':
        return this.#application(message);
      case 'mls-ack':
        return this.#outbox.acknowledged(message.id, message.sequence);
      case 'mls-refused':
        return this.#refused(message);
    }
  }

  async #create(message: FromServer & { type: 'mls-create' }): Promise<void> {
    const expected = this.#expect(message);
    const keyPackage = this.#keyPackages[0];
    if (expected === undefined) return;
    this.#drop();
    if (keyPackage === undefined) return this.#join('lost');
    const { member, groupInfo } = await createGroup(keyPackage, expected);
    this.out.send({ type: 'mls-created', groupInfo: toBase64Url(groupInfo) });
    await this.#enter(member);
  }

  async #welcome(message: FromServer & { type: 'mls-welcome' }): Promise<void> {
    const expected = this.#expect(message);
    if (expected === undefined) return;
    try {
      const member = await joinGroup(this.#keyPackages, message.welcome, message.tree, expected);
      if (member.epoch !== message.epoch) throw new MlsError('a Welcome to another epoch');
      if (!this.#isMe(member)) throw new MlsError('a Welcome for somebody else');
      this.#drop();
      await this.#enter(member);
    } catch (e) {
      if (!(e instanceof MlsError)) throw e;
      this.#alarm({ what: 'bad-welcome', detail: e.message });
      await this.#join('bad-welcome', undefined, e.message);
    }
  }

  async #commitNow(message: FromServer & { type: 'mls-commit-now' }): Promise<void> {
    const member = this.#usable();
    if (member === undefined || !this.#concerns(member, message) || member.epoch !== message.epoch) return;
    const began = this.clock.now();
    try {
      const { commit, welcome } = await member.commit(message.proposals, message.path);
      this.out.send({
        type: 'mls-commit',
        epoch: message.epoch,
        round: message.round,
        commit: toBase64Url(commit),
        ...(welcome !== undefined && { welcome: toBase64Url(welcome) }),
      });
      this.#counts.commitsMade++;
      this.#counts.lastCommitMillis = this.clock.now() - began;
    } catch (e) {
      if (!(e instanceof MlsError)) throw e;
      this.#alarm({ what: 'bad-proposals', detail: e.message });
    }
  }

  async #commit(message: FromServer & { type: 'mls-commit' }): Promise<void> {
    const member = this.#usable();
    if (member === undefined || !this.#concerns(member, message) || message.epoch < member.epoch) return;
    if (message.epoch > member.epoch) {
      const asked = this.#synced;
      if (asked?.epoch === member.epoch && this.clock.now() - asked.at < SYNC_EVERY_MS) return;
      return this.#sync(member);
    }
    const began = this.clock.now();
    try {
      const applied = await member.apply(message.proposals, message.commit);
      this.#counts.commits++;
      this.#counts.lastCommitMillis = this.clock.now() - began;
      if (applied.kind === 'left') {
        this.#drop();
        this.#become({ at: 'out' });
      } else {
        await this.#newEpoch(member, applied.removed);
      }
    } catch (e) {
      if (!(e instanceof MlsError)) throw e;
      this.#alarm({ what: 'bad-commit', detail: e.message });
      this.ring.stopSending();
      await this.#join('bad-commit', message.epoch, e.message);
    }
  }

  async #application(message: FromServer & { type: 'mls-application' }): Promise<void> {
    const member = this.#member;
    if (member === undefined) return;
    this.#sequence = Math.max(this.#sequence, message.sequence);
    const { sequence, private: isPrivate } = message;
    try {
      const { from, text } = isPrivate
        ? await member.openNote(message.message)
        : await member.decrypt(message.message);
      if (from.participant !== message.from) {
        this.#alarm({ what: 'wrong-sender', detail: `${from.participant}, not ${message.from}` });
      }
      this.out.chat({ at: 'received', sequence, from: from.participant, text, private: isPrivate });
    } catch (e) {
      if (!(e instanceof MlsError)) throw e;
      this.#alarm({ what: 'bad-message', detail: e.message });
    }
  }

  async #refused(message: FromServer & { type: 'mls-refused' }): Promise<void> {
    const { re, reason } = message;
    if (re === 'mls-application') {
      if (message.id !== undefined) await this.#outbox.refused(message.id, reason, this.#usable());
      return;
    }
    if (re === 'mls-sync' && reason === 'too-many') {
      this.clock.after(SYNC_EVERY_MS, () => void this.#queue.run(async () => this.#syncAgain()));
      return;
    }
    if (re !== 'mls-join') return;
    if (reason === 'lifetime' && message.time !== undefined) {
      if (this.#clockOff !== 0) return this.#become({ at: 'cannot', why: 'clock' });
      this.#clockOff = message.time - this.clock.wall() / 1000;
      return this.#join('new');
    }
    if (reason === 'too-many') return this.#joinIn(JOIN_EVERY_MS, 'lost');
    if (++this.#joinsRefused < JOINS) return this.#join('lost', undefined, reason);
    this.#become({ at: 'cannot', why: 'refused' });
  }

  /** What has to be in the group, or undefined when this device can't be. The link says more than the server. */
  #expect(m: { groupId: Bytes; externalSender: Bytes; linkBound: boolean }): Expected | undefined {
    const bound = m.linkBound || this.link?.bound === true;
    if (bound && this.link === undefined) {
      this.#become({ at: 'cannot', why: 'link' });
      return undefined;
    }
    if (bound && !m.linkBound) {
      this.#alarm({
        what: 'link-not-used',
        detail: 'the server says that this meeting is not bound to its link',
      });
    }
    this.#linkBound = bound;
    const { groupId, externalSender } = m;
    return { groupId, externalSender, ...(bound && { linkPsk: this.link!.psk }) };
  }

  async #enter(member: MlsMember): Promise<void> {
    if (this.#groupId === undefined || !equal(this.#groupId, member.groupId)) this.#sequence = 0;
    this.#groupId = member.groupId;
    this.#member = member;
    this.#joinsRefused = 0;
    for (const keyPackage of this.#keyPackages) forget(keyPackage);
    this.#keyPackages = [];
    this.#cancelJoin?.();
    this.#cancelJoin = undefined;
    await this.#newEpoch(member, true);
    this.#become({ at: 'member' });
  }

  async #newEpoch(member: MlsMember, atOnce: boolean): Promise<void> {
    const view = member.view();
    const participants = new Map(view.leaves.map((l) => [l.index, l.participant]));
    this.ring.add(
      { epoch: view.epoch, ownLeaf: view.ownLeaf, participants },
      await member.sframeBaseKey(),
      atOnce,
    );
    this.#cancelForget?.();
    this.#cancelForget = this.clock.after(FORGET_MS, () => member.forgetOldEpochs());
    this.#tellRoster(member);
    await this.#outbox.go(member);
  }

  #tellRoster(member: MlsMember): void {
    const { epoch, leaves, ownLeaf, safetyCode, postQuantum } = member.view();
    const now = this.clock.wall();
    const present = new Set(leaves.map((l) => l.fingerprint));
    for (const gone of [...this.#since.keys()]) if (!present.has(gone)) this.#since.delete(gone);
    const members = leaves.map((leaf) => {
      const since = this.#since.get(leaf.fingerprint) ?? now;
      this.#since.set(leaf.fingerprint, since);
      return { ...leaf, since, self: leaf.index === ownLeaf };
    });
    this.out.roster({ epoch, members, safetyCode, linkBound: this.#linkBound, postQuantum });
  }

  #sync({ groupId, epoch }: MlsMember): void {
    this.#synced = { epoch, at: this.clock.now() };
    this.out.send({ type: 'mls-sync', groupId: toBase64Url(groupId), epoch, sequence: this.#sequence });
  }

  #syncAgain(): void {
    const member = this.#usable();
    if (member !== undefined) this.#sync(member);
  }

  #isMe(member: MlsMember): boolean {
    const { leaves, ownLeaf } = member.view();
    const own = leaves.find((l) => l.index === ownLeaf);
    return own?.participant === this.who.participant && own.kind === this.who.kind;
  }

  #concerns(member: MlsMember, message: { groupId: Bytes }): boolean {
    return equal(member.groupId, message.groupId);
  }

  /** The member, unless it is on its way out: then it must not speak. */
  #usable(): MlsMember | undefined {
    return this.#state.at === 'member' ? this.#member : undefined;
  }

  #drop(): void {
    this.#cancelForget?.();
    this.#cancelForget = undefined;
    this.#member?.close();
    this.#member = undefined;
    this.ring.clear();
  }

  async #join(reason: JoinReason, epoch?: number, why = ''): Promise<void> {
    if (reason === 'new' && !this.#joined) this.#become({ at: 'joining' });
    else {
      this.#counts.rejoins++;
      this.#become({ at: 'rejoining', why });
    }
    const wait = this.#joins.wait(this.clock.now());
    if (wait > 0) return this.#joinIn(wait, reason, epoch);
    this.#joins.take(this.clock.now());
    this.#joined = true;
    const seconds = this.clock.wall() / 1000 + this.#clockOff;
    const keyPackage = await newKeyPackage(this.who, seconds, this.postQuantum);
    this.#keyPackages = [keyPackage, ...this.#keyPackages.slice(0, 1)];
    const message = toBase64Url(keyPackage.message);
    this.out.send({ type: 'mls-join', keyPackage: message, reason, ...(epoch !== undefined && { epoch }) });
  }

  #joinIn(ms: number, reason: JoinReason, epoch?: number): void {
    this.#cancelJoin?.();
    this.#cancelJoin = this.clock.after(ms, () => {
      this.#cancelJoin = undefined;
      void this.#queue.run(() => this.#join(reason, epoch, 'again'));
    });
  }

  /** One of a kind at most every so often: a server could make thousands. */
  #alarm(alarm: Alarm): void {
    const now = this.clock.now();
    const last = this.#alarmed.get(alarm.what);
    if (last !== undefined && now - last < ALARM_GAP_MS) return;
    this.#alarmed.set(alarm.what, now);
    this.out.alarm(alarm);
  }

  #become(state: SessionState): void {
    this.#state = state;
    this.out.state(state);
  }
}
