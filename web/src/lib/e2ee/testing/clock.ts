// SPDX-License-Identifier: Apache-2.0
import type { Clock } from '../clock';

/** A clock that a test moves by hand. */
export class ManualClock implements Clock {
  #now = 0;
  #waiting: { at: number; run: () => void }[] = [];

  now = (): number => this.#now;
  wall = (): number => 1_800_000_000_000 + this.#now;

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.#now + ms, run };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((e) => e !== entry);
    };
  }

  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = this.#waiting.filter((e) => e.at <= until).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#waiting = this.#waiting.filter((e) => e !== due);
      this.#now = due.at;
      due.run();
    }
    this.#now = until;
  }
}
