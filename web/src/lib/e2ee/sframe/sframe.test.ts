// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { fromHex, hex, uint } from '../bytes';
import { ManualClock } from '../testing/clock';
import vectors from '../testing/vectors/sframe/test-vectors.json';
import { deriveBytes, deriveKey, open, seal, SUITES } from './cipher';
import { decodeHeader, encodeHeader } from './header';
import { decodeKeyId, encodeKeyId, SOURCES } from './keyid';
import { KeyRing, SWITCH_MS } from './keyring';
import { ReplayWindow, WINDOW } from './replay';

const ours = vectors.header.filter((v) => Number.isSafeInteger(v.kid) && Number.isSafeInteger(v.ctr));

describe('RFC 9605 vectors', () => {
  test('headers are written and read as they say', () => {
    expect(ours.length).toBeGreaterThan(150);
    for (const { kid, ctr, encoded } of ours) {
      expect(hex(encodeHeader(kid, ctr))).toBe(encoded);
      expect(decodeHeader(fromHex(encoded))).toEqual({ kid, ctr, length: encoded.length / 2 });
    }
  });

  test('numbers of 2^53 and more are refused', () => {
    const beyond = vectors.header.filter((v) => !ours.includes(v));
    expect(beyond.length).toBeGreaterThan(0);
    for (const { encoded } of beyond) expect(() => decodeHeader(fromHex(encoded))).toThrow(/too large/);
  });

  test.each(vectors.sframe)('suite $cipher_suite derives, seals and opens', async (v) => {
    const suite = Object.values(SUITES).find((s) => s.id === v.cipher_suite)!;
    const raw = deriveBytes(suite, v.kid, fromHex(v.base_key));
    expect([hex(raw.key), hex(raw.salt)]).toEqual([v.sframe_key, v.sframe_salt]);
    const key = await deriveKey(suite, v.kid, fromHex(v.base_key));
    const metadata = fromHex(v.metadata);
    expect(hex(await seal(key, v.ctr, metadata, fromHex(v.pt)))).toBe(v.ct);
    const whole = fromHex(v.ct);
    const { length } = decodeHeader(whole);
    const plain = await open(key, v.ctr, whole.slice(0, length), metadata, whole.slice(length));
    expect(hex(plain)).toBe(v.pt);
  });
});

test('a header that ends early is refused', () => {
  const whole = encodeHeader(0x123456, 0x7890ab);
  for (let n = 0; n < whole.length; n++) expect(() => decodeHeader(whole.slice(0, n))).toThrow();
});

describe('a key id', () => {
  test('holds source, leaf and epoch', () => {
    for (const source of SOURCES) {
      for (const leaf of [0, 1, 255, 256, 4095]) {
        const kid = encodeKeyId(source, leaf, 515);
        expect(decodeKeyId(kid)).toEqual({ source, leaf, epoch: 3 });
      }
    }
    expect(encodeKeyId('screen', 5, 7)).toBe((2 << 20) + (5 << 8) + 7);
  });

  test('of another context is none of ours', () => {
    expect(decodeKeyId(4 << 20)).toBeUndefined();
    expect(decodeKeyId(2 ** 40)).toBeUndefined();
  });

  test('has no room for a leaf beyond 4095', () => {
    expect(() => encodeKeyId('camera', 4096, 0)).toThrow();
  });
});

describe('a replay window', () => {
  test('takes each counter once, in any order, as far back as it reaches', () => {
    const window = new ReplayWindow();
    const counters = Array.from({ length: 3_000 }, (_, i) => (i ^ 5) + (i > 1_500 ? 4_000 : 0));
    for (const ctr of counters) {
      expect(window.fresh(ctr), String(ctr)).toBe(true);
      window.add(ctr);
      expect(window.fresh(ctr), String(ctr)).toBe(false);
    }
  });

  test('takes none that is older than the window', () => {
    const window = new ReplayWindow();
    window.add(5_000);
    expect(window.fresh(5_000 - WINDOW + 1)).toBe(true);
    expect(window.fresh(5_000 - WINDOW)).toBe(false);
  });

  test('forgets nothing wrong after a jump', () => {
    const window = new ReplayWindow();
    window.add(0);
    window.add(WINDOW * 7 + 3);
    expect(window.fresh(WINDOW * 7 + 2)).toBe(true);
    expect(window.fresh(WINDOW * 7 + 3)).toBe(false);
    expect(window.fresh(0)).toBe(false);
  });
});

describe('the key ring', () => {
  const base = (n: number) => uint(n, 16);
  const members = (epoch: number) => ({
    epoch,
    ownLeaf: 0,
    participants: new Map([
      [0, 'ada'],
      [1, 'lin'],
    ]),
  });
  const id = (epoch: number, leaf = 1) => {
    const kid = encodeKeyId('camera', leaf, epoch);
    return [kid, decodeKeyId(kid)!] as const;
  };

  test('sends nothing without a group', async () => {
    expect(await new KeyRing(new ManualClock()).next('camera')).toBeUndefined();
  });

  test('never uses a counter twice, and counts each stream for itself', async () => {
    const ring = new KeyRing(new ManualClock());
    ring.add(members(1), base(1), true);
    const used = new Set<string>();
    for (const source of ['camera', 'camera', 'screen', 'camera', 'screen'] as const) {
      const { key, ctr } = (await ring.next(source))!;
      used.add(`${key.kid}/${ctr}`);
    }
    expect(used.size).toBe(5);
  });

  test('waits a moment before it sends with an epoch that removes nobody', () => {
    const clock = new ManualClock();
    const ring = new KeyRing(clock);
    ring.add(members(1), base(1), true);
    ring.add(members(2), base(2), false);
    expect(ring.sendingEpoch).toBe(1);
    clock.advance(SWITCH_MS);
    expect(ring.sendingEpoch).toBe(2);
    ring.add(members(3), base(3), false);
    ring.add(members(4), base(4), true);
    expect(ring.sendingEpoch).toBe(4);
    clock.advance(SWITCH_MS);
    expect(ring.sendingEpoch).toBe(4);
  });

  test('reads an old epoch for ten seconds after its end, and no longer', async () => {
    const clock = new ManualClock();
    const ring = new KeyRing(clock);
    ring.add(members(1), base(1), true);
    ring.add(members(2), base(2), true);
    clock.advance(9_999);
    expect((await ring.find(...id(1))).at).toBe('key');
    clock.advance(1);
    expect((await ring.find(...id(1))).at).toBe('unknown');
    expect((await ring.find(...id(2))).at).toBe('key');
  });

  test('keeps sixteen old epochs at most', async () => {
    const ring = new KeyRing(new ManualClock());
    for (let epoch = 0; epoch < 300; epoch++) ring.add(members(epoch), base(epoch), true);
    expect((await ring.find(...id(299 - 16))).at).toBe('key');
    expect((await ring.find(...id(299 - 17))).at).toBe('unknown');
  });

  test('knows what to wait for: up to three epochs ahead, also over the end of the eight bits', async () => {
    const ring = new KeyRing(new ManualClock());
    ring.add(members(254), base(1), true);
    for (const [epoch, at] of [
      [255, 'ahead'],
      [256, 'ahead'],
      [257, 'ahead'],
      [258, 'unknown'],
    ] as const) {
      expect((await ring.find(...id(epoch))).at, String(epoch)).toBe(at);
    }
  });

  test('knows no sender that is not in the tree', async () => {
    const ring = new KeyRing(new ManualClock());
    ring.add(members(1), base(1), true);
    expect((await ring.find(...id(1, 2))).at).toBe('unknown');
  });

  test('accepts a counter once', () => {
    const ring = new KeyRing(new ManualClock());
    ring.add(members(1), base(1), true);
    expect(ring.accept(...id(1), 7)).toBe(true);
    expect(ring.accept(...id(1), 7)).toBe(false);
  });

  test('that was cleared knows nothing', async () => {
    const ring = new KeyRing(new ManualClock());
    ring.add(members(1), base(1), true);
    ring.clear();
    expect(await ring.next('camera')).toBeUndefined();
    expect((await ring.find(...id(1))).at).toBe('ahead');
  });
});
