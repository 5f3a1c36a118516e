// SPDX-License-Identifier: Apache-2.0
/**
 * Opens what arrives in one receiving slot. Only frames of the participant and source that the page shows there are opened: the sender is
 * found by its leaf in our own MLS tree, never by what the server says about a packet.
 *
 * A frame whose key is not there yet, or that arrives before the page has said who feeds the slot, is held back a moment, so that a change of
 * epoch or of speaker costs no frame. Frames are opened one after the other; bounded by {@link MAX_HELD}.
 */
import { type Bytes, copy } from '../bytes';
import type { Clock } from '../clock';
import { Queue } from '../mls/queue';
import { open, TAG_BYTES } from '../sframe/cipher';
import { decodeHeader, type Header } from '../sframe/header';
import { decodeKeyId, type KeyId, type Source } from '../sframe/keyid';
import type { KeyRing } from '../sframe/keyring';
import { incoming, type Incoming } from './codec';
import { codecOfFrame, type EncodedFrame, isEmptyAudio, type PayloadTypes } from './frame';
import { FrameCounter } from './stats';

/** docs/end-to-end.md, Receiving. More would only be thrown away by the jitter buffer. */
export const HOLD_MS = 1_000;
export const MAX_HELD = 60;

export interface Binding {
  readonly participant: string;
  readonly source: Source;
}

/**
 * `no-key`: of an epoch or sender we have no key for. `other-sender`: of somebody who is not shown in this slot. `tag`: changed on the way, or not sealed at all.
 * `replay`: was there before. `codec`: of a codec we can't protect.
 */
export type OpenTrouble = 'no-key' | 'other-sender' | 'tag' | 'replay' | 'codec';

export interface Trouble {
  readonly why: OpenTrouble;
  /** Of the clock handed in. */
  readonly since: number;
  readonly frames: number;
}

interface Parsed {
  readonly parts: Incoming;
  readonly header: Header;
  readonly id: KeyId;
}

export class FrameOpener {
  readonly counter = new FrameCounter();
  #binding: Binding | undefined;
  #trouble: Trouble | undefined;
  #held: { frame: EncodedFrame; why: OpenTrouble; until: number; cancel: () => void }[] = [];
  readonly #queue = new Queue();
  readonly #stop: () => void;

  constructor(
    private readonly ring: KeyRing,
    private readonly clock: Clock,
    private readonly out: (frame: EncodedFrame) => void,
    /** Trouble began, ended, or became another one. */
    private readonly changed: (trouble: Trouble | undefined) => void,
    public payloadTypes: PayloadTypes,
  ) {
    this.#stop = ring.onChange(() => this.#again());
  }

  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  get binding(): Binding | undefined {
    return this.#binding;
  }

  bind(binding: Binding | undefined): void {
    if (binding?.participant === this.#binding?.participant && binding?.source === this.#binding?.source)
      return;
    this.#binding = binding;
    if (binding === undefined || this.#trouble !== undefined) this.#tell(undefined);
    this.#again();
  }

  push(frame: EncodedFrame): Promise<void> {
    return this.#queue.run(() => this.#handle(frame, this.clock.now() + HOLD_MS));
  }

  close(): void {
    this.#stop();
    for (const { cancel } of this.#held) cancel();
    this.#held = [];
  }

  #again(): void {
    void this.#queue.run(async () => {
      const held = this.#held;
      this.#held = [];
      for (const { frame, until, cancel } of held) {
        cancel();
        await this.#handle(frame, until);
      }
    });
  }

  async #handle(frame: EncodedFrame, until: number): Promise<void> {
    if (isEmptyAudio(frame)) return this.out(frame);
    const began = this.clock.now();
    const result = await this.#open(frame);
    if (result === undefined) {
      this.counter.done(this.clock.now() - began);
      this.#tell(undefined);
      this.out(frame);
    } else if ('wait' in result) {
      this.#hold(frame, result.wait, until);
    } else {
      this.#drop(result.why);
    }
  }

  async #open(frame: EncodedFrame): Promise<{ wait: OpenTrouble } | { why: OpenTrouble } | undefined> {
    const codec = codecOfFrame(frame, this.payloadTypes);
    if (codec === undefined) return { why: 'codec' };
    let parsed: Parsed;
    try {
      parsed = parse(incoming(codec, new Uint8Array(frame.data)));
    } catch {
      return { why: 'tag' };
    }
    const { parts, header, id } = parsed;
    const found = await this.ring.find(header.kid, id);
    if (found.at === 'ahead') return { wait: 'no-key' };
    if (found.at === 'unknown') return { why: 'no-key' };
    const binding = this.#binding;
    if (binding === undefined || found.participant !== binding.participant || id.source !== binding.source) {
      return { wait: 'other-sender' };
    }
    if (!found.window.fresh(header.ctr)) return { why: 'replay' };
    let plaintext: Bytes;
    try {
      const { sealed, metadata } = parts;
      const head = copy(sealed.subarray(0, header.length));
      plaintext = await open(found.key, header.ctr, head, metadata, copy(sealed.subarray(header.length)));
    } catch {
      return { why: 'tag' };
    }
    if (!this.ring.accept(header.kid, id, header.ctr)) return { why: 'replay' };
    frame.data = parts.unwrap(plaintext).buffer;
    return undefined;
  }

  #hold(frame: EncodedFrame, why: OpenTrouble, until: number): void {
    if (this.#held.length >= MAX_HELD) {
      const oldest = this.#held.shift()!;
      oldest.cancel();
      this.#drop(oldest.why);
    }
    const cancel = this.clock.after(until - this.clock.now(), () => {
      this.#held = this.#held.filter((h) => h.frame !== frame);
      this.#drop(why);
    });
    this.#held.push({ frame, why, until, cancel });
    if (why === 'no-key') this.#tell(why);
  }

  #drop(why: OpenTrouble): void {
    this.counter.drop();
    // Late frames of the speaker before are no trouble of this one's.
    if (why !== 'other-sender' || this.#binding !== undefined) this.#tell(why);
  }

  #tell(why: OpenTrouble | undefined): void {
    const was = this.#trouble;
    if (why === undefined) {
      if (was === undefined) return;
      this.#trouble = undefined;
    } else {
      const same = was?.why === why;
      this.#trouble = { why, since: was?.since ?? this.clock.now(), frames: (was?.frames ?? 0) + 1 };
      if (same) return;
    }
    this.changed(this.#trouble);
  }
}

function parse(parts: Incoming): Parsed {
  const header = decodeHeader(parts.sealed);
  const id = decodeKeyId(header.kid);
  if (id === undefined || parts.sealed.length < header.length + TAG_BYTES) throw new Error('not sealed');
  return { parts, header, id };
}
