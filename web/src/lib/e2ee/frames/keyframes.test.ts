// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { AGAIN_WITHIN_MS, KeyFrames } from './keyframes';

test('a key frame from just before new keys is made once more, and once only', () => {
  const frames = new KeyFrames();
  expect(frames.wantsAnother('key', 4, 0)).toBe(false);
  expect(frames.wantsAnother('delta', 4, 40)).toBe(false);
  expect(frames.wantsAnother('delta', 5, 80)).toBe(true);
  expect(frames.wantsAnother('delta', 5, 120)).toBe(false);
});

test('an older one is not: whoever asked for it has opened it', () => {
  const frames = new KeyFrames();
  frames.wantsAnother('key', 4, 0);
  expect(frames.wantsAnother('delta', 5, AGAIN_WITHIN_MS)).toBe(false);
  expect(frames.wantsAnother('delta', 6, AGAIN_WITHIN_MS + 1)).toBe(false);
});

test('nor one with the new keys, nor a sound', () => {
  const frames = new KeyFrames();
  frames.wantsAnother('key', 4, 0);
  expect(frames.wantsAnother('key', 5, 10)).toBe(false);
  expect(frames.wantsAnother('delta', 5, 20)).toBe(false);
  expect(frames.wantsAnother(undefined, 6, 30)).toBe(false);
});
