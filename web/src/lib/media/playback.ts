// SPDX-License-Identifier: Apache-2.0

/** What was received since the last time: in milliseconds, but for `freezes`. */
export type Playback = { freezes: number; frozen: number; concealed: number; sound: number };

/** The server takes no more at once ("playback" in docs/protocol.md). */
const MOST_FREEZES = 1_000;
const MOST_MS = 1_000_000;

type Row = { freezes: number; frozen: number; concealed: number; sound: number };

/** Makes differences of what the browser counts from the beginning of each stream. */
export class PlaybackCount {
  #before = new Map<string, Row>();

  /** Null when nothing was received. */
  take(stats: Iterable<readonly [string, unknown]>): Playback | null {
    const now = new Map<string, Row>();
    const sum: Row = { freezes: 0, frozen: 0, concealed: 0, sound: 0 };
    let received = false;
    for (const [id, entry] of stats) {
      const row = rowOf(entry as Record<string, unknown>);
      if (row === null) continue;
      now.set(id, row);
      const before = this.#before.get(id);
      for (const key of ['freezes', 'frozen', 'concealed', 'sound'] as const)
        sum[key] += Math.max(0, row[key] - (before?.[key] ?? 0));
      received = true;
    }
    this.#before = now;
    if (!received) return null;
    const ms = (seconds: number) => Math.min(MOST_MS, Math.round(seconds * 1_000));
    const sound = ms(sum.sound);
    return {
      freezes: Math.min(MOST_FREEZES, Math.round(sum.freezes)),
      frozen: ms(sum.frozen),
      concealed: Math.min(sound, ms(sum.concealed)),
      sound,
    };
  }
}

/** Seconds, but for `freezes`. What a browser doesn't count is 0. */
function rowOf(entry: Record<string, unknown>): Row | null {
  if (entry['type'] !== 'inbound-rtp') return null;
  const count = (key: string) => {
    const value = entry[key];
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
  };
  if (entry['kind'] === 'video')
    return { freezes: count('freezeCount'), frozen: count('totalFreezesDuration'), concealed: 0, sound: 0 };
  const samples = count('totalSamplesReceived');
  const seconds = count('totalSamplesDuration') || samples / 48_000;
  const share = samples > 0 ? (count('concealedSamples') - count('silentConcealedSamples')) / samples : 0;
  return { freezes: 0, frozen: 0, concealed: Math.max(0, Math.min(1, share)) * seconds, sound: seconds };
}
