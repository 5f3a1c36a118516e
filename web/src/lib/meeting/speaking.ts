// SPDX-License-Identifier: Apache-2.0

/** The ring around who speaks stays so long after the last word: short pauses must not make it flicker. */
export const HOLD = 800;

/** Who speaks, with the moment of the last word for those who have just stopped. */
export type Speaking = ReadonlyMap<string, number | 'now'>;

export const silence: Speaking = new Map();

export function hear(before: Speaking, speakers: readonly string[], now: number): Speaking {
  const after = new Map<string, number | 'now'>();
  for (const [id, since] of before) {
    const stopped = since === 'now' ? now : since;
    if (now - stopped < HOLD) after.set(id, stopped);
  }
  for (const id of speakers) after.set(id, 'now');
  return after;
}

/** When a ring next goes out by itself, or null when none does. */
export function nextSilence(speaking: Speaking): number | null {
  const ends = [...speaking.values()].filter((since) => since !== 'now').map((since) => since + HOLD);
  return ends.length === 0 ? null : Math.min(...ends);
}
