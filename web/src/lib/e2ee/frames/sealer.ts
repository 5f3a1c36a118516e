// SPDX-License-Identifier: Apache-2.0
/**
 * Seals what a sender sends. A frame that can't be sealed does not go out: there is no clear text, whatever happens.
 * Frames of one stream are sealed one after the other, in their order.
 */
import type { Clock } from '../clock';
import { seal } from '../sframe/cipher';
import type { Source } from '../sframe/keyid';
import type { KeyRing } from '../sframe/keyring';
import { outgoing } from './codec';
import { codecOfFrame, type EncodedFrame, isEmptyAudio, type PayloadTypes } from './frame';
import { FrameCounter } from './stats';

export type SealTrouble = 'no-group' | 'codec' | 'malformed';

export class FrameSealer {
  readonly counter = new FrameCounter();
  trouble: SealTrouble | undefined;

  constructor(
    readonly source: Source,
    private readonly ring: KeyRing,
    private readonly clock: Clock,
    public payloadTypes: PayloadTypes,
  ) {}

  /** False: drop the frame. */
  async seal(frame: EncodedFrame): Promise<boolean> {
    if (isEmptyAudio(frame)) return true;
    const began = this.clock.now();
    const trouble = await this.#seal(frame);
    this.trouble = trouble;
    if (trouble === undefined) this.counter.done(this.clock.now() - began);
    else this.counter.drop();
    return trouble === undefined;
  }

  async #seal(frame: EncodedFrame): Promise<SealTrouble | undefined> {
    const codec = codecOfFrame(frame, this.payloadTypes);
    if (codec === undefined) return 'codec';
    let parts;
    try {
      parts = outgoing(codec, new Uint8Array(frame.data));
    } catch {
      return 'malformed';
    }
    const next = await this.ring.next(this.source);
    if (next === undefined) return 'no-group';
    try {
      const sealed = await seal(next.key, next.ctr, parts.metadata, parts.plaintext);
      frame.data = parts.wrap(sealed).buffer;
      return undefined;
    } catch {
      return 'malformed';
    }
  }
}
