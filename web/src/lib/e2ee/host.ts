// SPDX-License-Identifier: Apache-2.0
/** What runs in the worker: one session, its keys, and the frames of all streams. The page's side of it is {@link E2ee}. */
import { copy } from './bytes';
import type { Clock } from './clock';
import type { EncodedFrame, PayloadTypes } from './frames/frame';
import { KeyFrames } from './frames/keyframes';
import { FrameOpener, type Trouble } from './frames/opener';
import { FrameSealer } from './frames/sealer';
import { linkPsk } from './link';
import type { FromWorker, Slot, SlotTrouble, Stats, ToWorker, TransformOptions } from './protocol';
import type { Alarm, ChatEvent, Roster, SessionState } from './session/events';
import { Session } from './session/session';
import type { ToServer } from './session/wire';
import { KeyRing } from './sframe/keyring';

/** What we use of RTCRtpScriptTransformer. */
export interface Transformer {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
  readonly options: unknown;
  generateKeyFrame?(): Promise<unknown>;
  sendKeyFrameRequest?(): Promise<unknown>;
}

/** Reports about a slot come at most this often: a server could make trouble begin and end with every frame. */
const REPORT_MS = 100;
const MAX_SLOTS = 256;

export class Host {
  readonly #ring: KeyRing;
  #session: Session | undefined;
  #participant: string | undefined;
  #types: PayloadTypes = {};
  #slots = new Map<string, Slot>();
  readonly #sealers = new Set<FrameSealer>();
  readonly #openers = new Map<string, FrameOpener>();
  readonly #reports = new Set<string>();

  constructor(
    private readonly post: (message: FromWorker) => void,
    private readonly clock: Clock,
  ) {
    this.#ring = new KeyRing(clock);
  }

  async receive(message: ToWorker): Promise<void> {
    switch (message.type) {
      case 'admitted':
        return this.#admitted(message);
      case 'sync':
        return this.#session?.sync();
      case 'signal':
        return this.#session?.receive(message.message);
      case 'chat':
        return this.#session?.chat(message.id, message.text, message.to);
      case 'slots':
        this.#slots = new Map(message.slots.slice(0, MAX_SLOTS).map((s) => [s.slot, s]));
        for (const [slot, opener] of this.#openers) opener.bind(this.#slots.get(slot));
        return;
      case 'payload-types':
        this.#types = message.types;
        for (const each of [...this.#sealers, ...this.#openers.values()]) each.payloadTypes = this.#types;
        return;
      case 'stats':
        return this.post({ type: 'stats', stats: this.#stats() });
      case 'ping':
        return this.post({ type: 'pong' });
      case 'stop':
        await this.#session?.stop();
        this.#session = undefined;
        return;
    }
  }

  async #admitted(message: ToWorker & { type: 'admitted' }): Promise<void> {
    const { participant, kind, link, postQuantum } = message;
    if (this.#session === undefined || this.#participant !== participant) {
      await this.#session?.stop();
      this.#participant = participant;
      const bound = link && { psk: linkPsk(copy(link.secret)), bound: link.bound };
      const out = {
        send: (m: ToServer) => this.post({ type: 'send', message: m }),
        state: (state: SessionState) => this.post({ type: 'state', state }),
        roster: (roster: Roster) => this.post({ type: 'roster', roster }),
        chat: (event: ChatEvent) => this.post({ type: 'chat', event }),
        alarm: (alarm: Alarm) => this.post({ type: 'alarm', alarm }),
      };
      const who = { kind, participant };
      this.#session = new Session(who, bound, this.#ring, this.clock, out, postQuantum);
    }
    return this.#session.admitted();
  }

  /** Carries the frames of one stream until it ends. */
  transform(transformer: Transformer): Promise<void> {
    const options = transformer.options as TransformOptions;
    return options.side === 'send'
      ? this.#send(transformer, options.source)
      : this.#receive(transformer, options.slot);
  }

  async #send(
    transformer: Transformer,
    source: (TransformOptions & { side: 'send' })['source'],
  ): Promise<void> {
    const sealer = new FrameSealer(source, this.#ring, this.clock, this.#types);
    this.#sealers.add(sealer);
    // Frames before the first key were dropped: a receiver can begin only with a key frame.
    let silent = true;
    const keyFrames = new KeyFrames();
    const writer = transformer.writable.getWriter();
    try {
      await each(transformer.readable, async (frame) => {
        const was = sealer.trouble;
        const epoch = this.#ring.sendingEpoch;
        const goes = await sealer.seal(frame);
        const { trouble } = sealer;
        if (trouble !== was) this.post({ type: 'sender', source, ...(trouble && { trouble }) });
        if (goes) {
          const again = keyFrames.wantsAnother(frame.type, epoch, this.clock.now());
          if (again || (silent && frame.type === 'delta'))
            void transformer.generateKeyFrame?.().catch(() => undefined);
        }
        silent = !goes;
        if (goes) await writer.write(frame);
      });
    } finally {
      this.#sealers.delete(sealer);
    }
  }

  async #receive(transformer: Transformer, slot: string): Promise<void> {
    const writer = transformer.writable.getWriter();
    let troubled = false;
    const opener: FrameOpener = new FrameOpener(
      this.#ring,
      this.clock,
      (frame) => {
        writer.write(frame).catch(() => undefined);
        if (troubled && frame.type === 'delta')
          void transformer.sendKeyFrameRequest?.().catch(() => undefined);
        troubled = false;
      },
      (trouble) => {
        troubled ||= trouble !== undefined;
        this.#report(slot);
      },
      this.#types,
    );
    this.#openers.get(slot)?.close();
    this.#openers.set(slot, opener);
    opener.bind(this.#slots.get(slot));
    try {
      await each(transformer.readable, (frame) => opener.push(frame));
    } finally {
      opener.close();
      if (this.#openers.get(slot) === opener) this.#openers.delete(slot);
    }
  }

  #report(slot: string): void {
    if (this.#reports.has(slot)) return;
    this.#reports.add(slot);
    this.clock.after(REPORT_MS, () => {
      this.#reports.delete(slot);
      const opener = this.#openers.get(slot);
      if (opener === undefined) return;
      const participant = opener.binding?.participant;
      const trouble = this.#told(opener.trouble);
      this.post({ type: 'slot', slot, ...(participant && { participant }), ...(trouble && { trouble }) });
    });
  }

  #told(trouble: Trouble | undefined): SlotTrouble | undefined {
    return trouble && { ...trouble, since: this.clock.wall() - (this.clock.now() - trouble.since) };
  }

  #stats(): Stats {
    return {
      session: this.#session?.counts,
      sending: [...this.#sealers].map((s) => ({
        ...s.counter.stats(),
        source: s.source,
        ...(s.trouble && { trouble: s.trouble }),
      })),
      receiving: [...this.#openers].map(([slot, o]) => {
        const trouble = this.#told(o.trouble);
        return { ...o.counter.stats(), slot, ...(trouble && { trouble }) };
      }),
    };
  }
}

async function each<T>(from: ReadableStream<T>, work: (item: T) => Promise<void>): Promise<void> {
  const reader = from.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    await work(value);
  }
}
