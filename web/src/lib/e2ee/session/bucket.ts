// SPDX-License-Identifier: Apache-2.0
/** So many at once, then one in so many milliseconds. */
export class Bucket {
  #left: number;
  #at = 0;

  constructor(
    private readonly most: number,
    private readonly everyMs: number,
  ) {
    this.#left = most;
  }

  /** Milliseconds until one may go; 0 for now. */
  wait(now: number): number {
    this.#fill(now);
    return this.#left >= 1 ? 0 : Math.ceil((1 - this.#left) * this.everyMs);
  }

  take(now: number): void {
    this.#fill(now);
    this.#left = Math.max(0, this.#left - 1);
  }

  /** One more than it would be. */
  grant(): void {
    this.#left = Math.min(this.most, this.#left + 1);
  }

  #fill(now: number): void {
    this.#left = Math.min(this.most, this.#left + Math.max(0, now - this.#at) / this.everyMs);
    this.#at = now;
  }
}
