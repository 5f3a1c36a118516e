// SPDX-License-Identifier: Apache-2.0
import type { Askable, Stoppable } from '../signalling/messages';
import { maySend, sendsNothing } from './powers';
import type { Meeting } from './state';

/**
 * What of one's own may be on. The settings say so, and a host who asked for it may have it on once, whatever the settings
 * say. Keeps who was asked; the server keeps the same and forwards nothing else.
 */
export class Permits {
  readonly #asked = new Set<Askable>();
  readonly #used = new Set<Askable>();

  may(meeting: Meeting, source: Stoppable): boolean {
    if (maySend(meeting, source)) return true;
    return (
      source !== 'screen' && !sendsNothing(meeting) && (this.#asked.has(source) || this.#used.has(source))
    );
  }

  asked(source: Askable): void {
    this.#asked.add(source);
  }

  /** What is sent just now: once it is off again, the permission that was asked for is used up. */
  sends(on: Record<Askable, boolean>): void {
    for (const source of ['microphone', 'camera'] as const) {
      if (on[source] && this.#asked.delete(source)) this.#used.add(source);
      if (!on[source]) this.#used.delete(source);
    }
  }

  /** A host switched it off, or the person does not want to. */
  withdraw(source: Stoppable): void {
    if (source === 'screen') return;
    this.#asked.delete(source);
    this.#used.delete(source);
  }
}
