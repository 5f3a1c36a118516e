// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { PlaybackCount } from './playback';

const video = (freezeCount: number, totalFreezesDuration: number) => ({
  type: 'inbound-rtp',
  kind: 'video',
  freezeCount,
  totalFreezesDuration,
});

const sound = (seconds: number, concealed: number, silent = 0) => ({
  type: 'inbound-rtp',
  kind: 'audio',
  totalSamplesReceived: seconds * 48_000,
  concealedSamples: (concealed + silent) * 48_000,
  silentConcealedSamples: silent * 48_000,
});

describe('what was received', () => {
  it('is told as what has come since, over all streams', () => {
    const count = new PlaybackCount();
    expect(
      count.take([
        ['v1', video(1, 0.5)],
        ['v2', video(2, 1)],
        ['a1', sound(10, 0.1, 3)],
        ['out', { type: 'outbound-rtp', kind: 'video', freezeCount: 9 }],
      ]),
    ).toEqual({ freezes: 3, frozen: 1_500, concealed: 100, sound: 10_000 });
    expect(
      count.take([
        ['v1', video(1, 0.5)],
        ['v2', video(3, 1.25)],
        ['a1', sound(20, 0.3, 3)],
      ]),
    ).toEqual({ freezes: 1, frozen: 250, concealed: 200, sound: 10_000 });
  });

  it('begins anew with a new connection, and is bounded', () => {
    const count = new PlaybackCount();
    count.take([['v1', video(50, 60)]]);
    expect(count.take([['v1', video(1, 1)]])).toEqual({ freezes: 0, frozen: 0, concealed: 0, sound: 0 });
    expect(count.take([['v2', video(1e9, 1e9)]])).toEqual({
      freezes: 1_000,
      frozen: 1_000_000,
      concealed: 0,
      sound: 0,
    });
  });

  it('is nothing where nothing is received or the browser counts otherwise', () => {
    const count = new PlaybackCount();
    expect(count.take([])).toBeNull();
    expect(count.take([['a', { type: 'inbound-rtp', kind: 'audio', concealedSamples: 'many' }]])).toEqual({
      freezes: 0,
      frozen: 0,
      concealed: 0,
      sound: 0,
    });
  });
});
