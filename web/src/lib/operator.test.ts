// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { bars, findings, heldUp, type Place, total, type Watched } from './operator';

const CALM: Place = {
  place: 'door',
  mood: { crowd: 'calm', everywhere: true, tries: 3, sources: 2, until: null },
  guessed: 0,
  held: { slowed: 0, challenged: 0, blocked: 0 },
  watched: [],
  minutes: [],
};
const NOW = Date.parse('2026-11-24T08:30:40Z');
const source = (network: string, step: Watched['step'], until: string): Watched => ({
  network,
  step,
  until,
  why: 'failures',
  blocks: 0,
  tries: 6,
  since: until,
  hand: null,
});

describe('what is going on', () => {
  it('is nothing where nobody guesses', () => {
    expect(findings({ places: [CALM] })).toEqual([]);
  });

  it('is told place by place, the gravest first', () => {
    const scanned: Place = {
      ...CALM,
      mood: { crowd: 'alarm', everywhere: true, tries: 1200, sources: 900, until: '2026-11-24T12:00:00Z' },
      guessed: 2,
      held: { slowed: 1, challenged: 2, blocked: 4 },
    };
    expect(findings({ places: [scanned, { ...CALM, place: 'sign-in', guessed: 1 }] })).toMatchObject([
      { what: 'alarm', place: 'door', sources: 900 },
      { what: 'guessed', count: 2 },
      { what: 'blocked', count: 4 },
      { what: 'held', count: 3 },
      { what: 'guessed', place: 'sign-in', count: 1 },
    ]);
  });
});

describe('the minutes', () => {
  it('have a bar each, with those in which there was nothing', () => {
    const minutes = [
      { at: '2026-11-24T08:28:00Z', tries: 5, hits: 1, misses: 4, challenges: 2, refusals: 3 },
      { at: '2026-11-24T08:30:00Z', tries: 1, hits: 1, misses: 0, challenges: 0, refusals: 0 },
      { at: '2026-11-24T06:00:00Z', tries: 9, hits: 9, misses: 0, challenges: 0, refusals: 0 },
    ];
    const shown = bars(minutes, NOW, 4);
    expect(shown.map((bar) => [bar.hits, bar.misses, bar.turnedAway])).toEqual([
      [0, 0, 0],
      [1, 4, 5],
      [0, 0, 0],
      [1, 0, 0],
    ]);
    expect(total(shown)).toEqual({ hits: 2, misses: 4, turnedAway: 5 });
  });
});

describe('those held up', () => {
  it('are one list, the blocked first, and of these who is so the longest', () => {
    const door = {
      ...CALM,
      watched: [
        source('192.0.2.1/32', 'blocked', '2026-11-24T08:31:00Z'),
        source('192.0.2.2/32', 'slowed', '2026-11-24T12:00:00Z'),
      ],
    };
    const signIn = {
      ...CALM,
      place: 'sign-in' as const,
      watched: [source('192.0.2.3/32', 'blocked', '2026-11-24T09:00:00Z')],
    };
    expect(heldUp({ places: [door, signIn] }).map((each) => each.network)).toEqual([
      '192.0.2.3/32',
      '192.0.2.1/32',
      '192.0.2.2/32',
    ]);
  });
});
