// SPDX-License-Identifier: Apache-2.0
import type { ServerMessage } from '../signalling/messages';
import { leads, ownOf, type Meeting } from './state';

export type SoundName = 'entry' | 'leave' | 'knock' | 'hand';
export const SOUNDS: readonly SoundName[] = ['entry', 'leave', 'knock', 'hand'];

/** What is heard of a message, or null. Entry and leaving as the meeting's chime says; knocks and hands are the hosts'. */
export function soundOf(
  message: ServerMessage,
  before: Meeting | null,
  after: Meeting | null,
): SoundName | null {
  if (!before || !after) return null;
  const leading = leads(ownOf(after));
  const { chime } = after.rules.settings;
  const chimes = chime === 'everyone' || (chime === 'host' && leading);
  switch (message.type) {
    case 'joined':
      // An audience comes and goes; its seats make no noise.
      return chimes && message.participant.role !== 'attendee' ? 'entry' : null;
    case 'left': {
      const who = before.roster.find((p) => p.id === message.id);
      return chimes && who && who.id !== after.self && who.role !== 'attendee' ? 'leave' : null;
    }
    case 'knocked':
      return before.lobby.waiting.some((w) => w.id === message.waiting.id) ? null : 'knock';
    case 'changed': {
      const { id, hand } = message.participant;
      const was = before.roster.find((p) => p.id === id);
      return leading && id !== after.self && hand !== null && was?.hand === null ? 'hand' : null;
    }
    default:
      return null;
  }
}

/** Quiet when there is more than one in a second: a crowd that comes is one sound. */
export class Hush {
  #last = new Map<SoundName, number>();

  passes(sound: SoundName, now: number): boolean {
    const last = this.#last.get(sound);
    this.#last.set(sound, now);
    return last === undefined || now - last >= 1_000;
  }
}

const KEY = 'parley.sounds';

/** Those that this person has switched off, in this browser. */
export function soundsOff(): Set<SoundName> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(stored) ? SOUNDS.filter((s) => stored.includes(s)) : []);
  } catch {
    return new Set();
  }
}

export function switchSound(sound: SoundName, on: boolean): void {
  const off = soundsOff();
  if (on) off.delete(sound);
  else off.add(sound);
  try {
    localStorage.setItem(KEY, JSON.stringify([...off]));
  } catch {
    // Then it stays as it was.
  }
}
