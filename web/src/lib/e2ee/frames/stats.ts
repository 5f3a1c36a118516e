// SPDX-License-Identifier: Apache-2.0
/** What protecting frames costs; handed to the page now and then. */
export interface FrameStats {
  readonly frames: number;
  readonly dropped: number;
  /** Time from a frame's arrival in the worker to its way out, in µs. Includes waiting for WebCrypto's threads. */
  readonly meanMicros: number;
  readonly maxMicros: number;
}

export class FrameCounter {
  #frames = 0;
  #dropped = 0;
  #total = 0;
  #max = 0;

  done(millis: number): void {
    this.#frames++;
    this.#total += millis;
    this.#max = Math.max(this.#max, millis);
  }

  drop(): void {
    this.#dropped++;
  }

  stats(): FrameStats {
    const mean = this.#frames === 0 ? 0 : this.#total / this.#frames;
    return {
      frames: this.#frames,
      dropped: this.#dropped,
      meanMicros: Math.round(mean * 1000),
      maxMicros: Math.round(this.#max * 1000),
    };
  }
}
