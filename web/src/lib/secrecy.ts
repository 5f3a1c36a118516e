// SPDX-License-Identifier: Apache-2.0
import {
  type Alarm,
  type ChatEvent,
  E2ee,
  type E2eeEvent,
  type Roster,
  type SessionState as KeyState,
  type SlotTrouble,
} from './e2ee';
import type { Link } from './links';
import type { Slot, Source } from './signalling/messages';

/** What of somebody's cannot be opened just now. */
export type Trouble = SlotTrouble & { participant: string; source: Source };

export type Secrecy = {
  keys: KeyState;
  /** Who is in the encryption group, as this browser computes it. */
  roster: Roster | null;
  /** What an honest server would not have done; the newest last. */
  alarms: readonly (Alarm & { at: number })[];
  /** By {@link troubleKey}. */
  troubles: ReadonlyMap<string, Trouble>;
  /** Own sources of which nothing goes out, for want of a key. */
  silent: ReadonlySet<Source>;
};

export const noSecrecy: Secrecy = {
  keys: { at: 'joining' },
  roster: null,
  alarms: [],
  troubles: new Map(),
  silent: new Set(),
};

export const troubleKey = (participant: string, source: Source): string => `${source} ${participant}`;

export type SecrecyEvents = {
  send(message: object & { type: string }): void;
  changed(secrecy: Secrecy): void;
  chat(event: ChatEvent): void;
  /** How many slots began to have trouble, and frames that could not be opened, since the last time. */
  trouble(slots: number, frames: number): void;
  /** The worker is gone: everything has to be protected anew. */
  broken(): void;
};

const MOST_ALARMS = 50;
const REPORT_EVERY = 5_000;
/** A key that is missing for so long will not come by itself: what was missed is asked for. */
const ASK_AFTER = 400;
const LOOK_EVERY = 200;
/** The delivery service takes five such questions at once, then one in 2 s; one too many is asked again by the worker. */
const ASK_EVERY = 1_500;

/** Keeps the encryption worker of one stay, and what the page shows of it. The worker computes all of it; no secret comes here. */
export class SecrecyKeeper {
  #now = noSecrecy;
  #e2ee: E2ee;
  #slots: readonly Slot[] = [];
  #names: (mid: string) => string | undefined = () => undefined;
  #begun = 0;
  #dropped = 0;
  #toldDropped = 0;
  #asked = 0;
  #reporter: ReturnType<typeof setInterval>;
  #asker: ReturnType<typeof setInterval>;

  constructor(
    private readonly events: SecrecyEvents,
    make: (events: ConstructorParameters<typeof E2ee>[0]) => E2ee = (on) => new E2ee(on),
  ) {
    this.#e2ee = make({ send: (message) => events.send(message), event: (event) => this.#on(event) });
    this.#reporter = setInterval(() => this.#begun > 0 && this.#e2ee.askStats(), REPORT_EVERY);
    this.#asker = setInterval(() => this.#ask(), LOOK_EVERY);
  }

  get now(): Secrecy {
    return this.#now;
  }

  get e2ee(): E2ee {
    return this.#e2ee;
  }

  admitted(participant: string, link: Link | null, postQuantum: boolean): void {
    const bytes = link && { secret: new TextEncoder().encode(link.secret), bound: link.bound };
    this.#e2ee.admitted(participant, 'browser', bytes ?? undefined, postQuantum);
  }

  /** A message of the delivery service. */
  signal(message: object): void {
    this.#e2ee.signal(message);
  }

  say(id: number, text: string, to?: string): void {
    this.#e2ee.chat(id, text, to);
  }

  negotiated(sdp: string): void {
    this.#e2ee.negotiated(sdp);
  }

  /** Who feeds which slot. `names`: what a section is called here, which has its transform before it has a mid. */
  slots(slots: readonly Slot[], names: (mid: string) => string | undefined): void {
    this.#slots = slots;
    this.#names = names;
    this.#e2ee.slots(
      slots.flatMap(({ mid, participant, source }) => {
        const slot = names(mid);
        return slot === undefined ? [] : [{ slot, participant, source }];
      }),
    );
    const fed = new Set(slots.map((s) => troubleKey(s.participant, s.source)));
    const troubles = new Map([...this.#now.troubles].filter(([key]) => fed.has(key)));
    if (troubles.size !== this.#now.troubles.size) this.#set({ troubles });
  }

  close(): void {
    clearInterval(this.#reporter);
    clearInterval(this.#asker);
    this.#e2ee.close();
  }

  #on(event: E2eeEvent): void {
    switch (event.type) {
      case 'state':
        return this.#set({ keys: event.state });
      case 'roster':
        return this.#set({ roster: event.roster });
      case 'alarm': {
        const alarm = { ...event.alarm, at: Date.now() };
        return this.#set({ alarms: [...this.#now.alarms, alarm].slice(-MOST_ALARMS) });
      }
      case 'chat':
        return this.events.chat(event.event);
      case 'slot':
        return this.#slot(event.slot, event.participant, event.trouble);
      case 'sender': {
        const silent = new Set(this.#now.silent);
        if (event.trouble === undefined) silent.delete(event.source);
        else silent.add(event.source);
        return this.#set({ silent });
      }
      case 'stats': {
        this.#dropped = event.stats.receiving.reduce((sum, r) => sum + r.dropped, 0);
        const frames = Math.max(0, this.#dropped - this.#toldDropped);
        this.#toldDropped = this.#dropped;
        this.events.trouble(this.#begun, frames);
        this.#begun = 0;
        return;
      }
      case 'failed':
        return this.events.broken();
    }
  }

  #slot(name: string, participant: string | undefined, trouble: SlotTrouble | undefined): void {
    const slot = this.#slots.find((s) => this.#names(s.mid) === name);
    if (slot === undefined || participant === undefined || slot.participant !== participant) return;
    const key = troubleKey(participant, slot.source);
    const troubles = new Map(this.#now.troubles);
    if (trouble === undefined) troubles.delete(key);
    else {
      if (!troubles.has(key)) this.#begun++;
      troubles.set(key, { ...trouble, participant, source: slot.source });
    }
    this.#set({ troubles });
  }

  /** Something that was missed would explain a missing key. */
  #ask(): void {
    const now = Date.now();
    const missing = [...this.#now.troubles.values()].some(
      (t) => t.why === 'no-key' && t.since < now - ASK_AFTER,
    );
    if (!missing || now - this.#asked < ASK_EVERY) return;
    this.#asked = now;
    this.#e2ee.sync();
  }

  #set(change: Partial<Secrecy>): void {
    this.#now = { ...this.#now, ...change };
    this.events.changed(this.#now);
  }
}
