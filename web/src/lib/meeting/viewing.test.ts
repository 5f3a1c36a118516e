// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Wanted } from '../signalling/messages';
import { REST_MS, Viewing } from './viewing';

const video = (participant: string): Wanted => ({ participant, source: 'camera', height: 180 });

let shown: string[];
let viewing: Viewing;

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  viewing = new Viewing((wanted) => shown.push(wanted.map((w) => w.participant).join(' ')));
});
afterEach(() => void vi.useRealTimers());

test('what a page shows first is told at once', () => {
  viewing.wants([video('ada')]);
  expect(shown).toEqual(['ada']);
});

test('later only what it comes to rest at is told', () => {
  viewing.wants([]);
  viewing.wants([video('ada')]);
  vi.advanceTimersByTime(REST_MS - 1);
  viewing.wants([video('lin')]);
  vi.advanceTimersByTime(REST_MS - 1);
  expect(shown).toEqual(['']);
  vi.advanceTimersByTime(1);
  expect(shown).toEqual(['', 'lin']);
});

test('what is wanted again and again is told all the same', () => {
  viewing.wants([]);
  for (let i = 0; i < 4; i++) {
    viewing.wants([video('ada')]);
    vi.advanceTimersByTime(REST_MS / 2);
  }
  expect(shown).toEqual(['', 'ada']);
});

test('nothing is told of what came back to where it was, nor after the end', () => {
  viewing.wants([video('ada')]);
  viewing.wants([video('lin')]);
  viewing.wants([video('ada')]);
  vi.advanceTimersByTime(REST_MS);
  viewing.wants([video('lin')]);
  viewing.close();
  vi.advanceTimersByTime(REST_MS);
  expect(shown).toEqual(['ada']);
});
