// SPDX-License-Identifier: Apache-2.0
/** Runs one thing after the other, in the order asked. A failure is the asker's alone. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
