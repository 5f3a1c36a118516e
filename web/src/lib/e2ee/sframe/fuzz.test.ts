// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { fromBase64Url, Malformed, Reader, toBase64Url } from '../bytes';
import { noise } from '../testing/frames';
import { decodeHeader, encodeHeader } from './header';
import { decodeKeyId } from './keyid';

test('headers of noise are refused, or are what they say', () => {
  for (let seed = 0; seed < 5_000; seed++) {
    const bytes = noise(seed, seed % 19);
    try {
      const { kid, ctr, length } = decodeHeader(bytes);
      expect(length).toBeLessThanOrEqual(bytes.length);
      const again = encodeHeader(kid, ctr);
      expect(decodeHeader(again)).toMatchObject({ kid, ctr });
      decodeKeyId(kid);
    } catch (e) {
      expect(e).toBeInstanceOf(Malformed);
    }
  }
});

test('base64url goes there and back, and takes nothing else', () => {
  for (let seed = 0; seed < 300; seed++) {
    const bytes = noise(seed, seed % 50);
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
  }
  for (const bad of ['A', 'AA=', 'AA==', 'A+', 'A/', 'AB', 'A A', 'Ä', 'AAAAA', 'AAB']) {
    expect(() => fromBase64Url(bad), bad).toThrow(Malformed);
  }
});

test('vectors of noise never read beyond their end', () => {
  for (let seed = 0; seed < 3_000; seed++) {
    const reader = new Reader(noise(seed, seed % 70));
    try {
      for (;;) expect(reader.opaque().length).toBeLessThanOrEqual(70);
    } catch (e) {
      expect(e).toBeInstanceOf(Malformed);
    }
  }
});
