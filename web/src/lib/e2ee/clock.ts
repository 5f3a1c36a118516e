// SPDX-License-Identifier: Apache-2.0
/** Time and waiting, handed in so that tests drive them. */
export interface Clock {
  /** Milliseconds that only go forward. */
  now(): number;
  /** Milliseconds since 1970. */
  wall(): number;
  /** Runs once after `ms`; the function returned cancels it. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

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
