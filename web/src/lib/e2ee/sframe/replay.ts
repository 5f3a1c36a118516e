// SPDX-License-Identifier: Apache-2.0
/** Which counters of one key id were seen (docs/end-to-end.md: a window of 1,024; none twice, none older). 128 bytes a sender and stream. */
export const WINDOW = 1_024;

export class ReplayWindow {
  readonly #seen = new Uint32Array(WINDOW / 32);
  #highest = -1;

  /** Would this counter be new? */
  fresh(ctr: number): boolean {
    if (ctr > this.#highest) return true;
    return this.#highest - ctr < WINDOW && !this.#bit(ctr);
  }

  /** Only for a frame whose tag was right. */
  add(ctr: number): void {
    if (ctr > this.#highest) {
      if (ctr - this.#highest >= WINDOW) this.#seen.fill(0);
      else for (let i = this.#highest + 1; i < ctr; i++) this.#clear(i);
      this.#highest = ctr;
    }
    const at = ctr % WINDOW;
    this.#seen[at >> 5]! |= 1 << (at & 31);
  }

  #bit(ctr: number): boolean {
    const at = ctr % WINDOW;
    return (this.#seen[at >> 5]! & (1 << (at & 31))) !== 0;
  }

  #clear(ctr: number): void {
    const at = ctr % WINDOW;
    this.#seen[at >> 5]! &= ~(1 << (at & 31));
  }
}
