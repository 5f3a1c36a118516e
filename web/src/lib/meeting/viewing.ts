// SPDX-License-Identifier: Apache-2.0
import type { Wanted } from '../signalling/messages';

/** A page that is resized or turned wants something else with every picture: only what it comes to rest at is told. */
export const REST_MS = 100;

/**
 * Tells the server what the page shows: at once the first time, since somebody waits for pictures, and then whenever it has
 * come to rest at something else.
 */
export class Viewing {
  #told: string | undefined;
  #resting: string | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly show: (wanted: Wanted[]) => void) {}

  wants(wanted: Wanted[]): void {
    const said = JSON.stringify(wanted);
    if (said === this.#resting) return;
    this.close();
    if (said === this.#told) return;
    if (this.#told === undefined) return this.#tell(said, wanted);
    this.#resting = said;
    this.#rest = setTimeout(() => this.#tell(said, wanted), REST_MS);
  }

  close(): void {
    clearTimeout(this.#rest);
    this.#resting = undefined;
  }

  #tell(said: string, wanted: Wanted[]): void {
    this.#resting = undefined;
    this.#told = said;
    this.show(wanted);
  }
}
