// SPDX-License-Identifier: Apache-2.0
import type { EncodedFrame } from './frame';

/** One that went out so shortly before new keys may have been asked for by somebody who has only the new ones. */
export const AGAIN_WITHIN_MS = 1_000;

/** Which key frames of a sender have to be made once more, because a newcomer could not open them. */
export class KeyFrames {
  #last: { readonly epoch: number | undefined; readonly at: number } | undefined;

  /** A frame goes out, sealed with the keys of this epoch. */
  wantsAnother(type: EncodedFrame['type'], epoch: number | undefined, now: number): boolean {
    if (type === 'key') {
      this.#last = { epoch, at: now };
      return false;
    }
    if (type !== 'delta' || this.#last === undefined || this.#last.epoch === epoch) return false;
    const recent = now - this.#last.at < AGAIN_WITHIN_MS;
    this.#last = undefined;
    return recent;
  }
}
