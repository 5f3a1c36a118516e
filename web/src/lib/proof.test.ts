// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { door } from './api';
import { solve } from './proof';

const TOKEN = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
const KNOCK = { number: '12345678901', passcode: '493817', name: 'Ada' };

/** As the guard checks it: SHA-256 over the token and 8 bytes, the first 8 bytes below 2⁶⁴ / hashes. */
function solves(solution: string, hashes: number): boolean {
  const [token = '', nonce = ''] = solution.split('.');
  const bytes = Buffer.alloc(40);
  Buffer.from(token, 'base64url').copy(bytes);
  bytes.writeBigUInt64BE(BigInt(`0x${nonce}`), 32);
  const first = createHash('sha256').update(bytes).digest().readBigUInt64BE();
  return hashes === 1 || first < 0xffff_ffff_ffff_ffffn / BigInt(hashes);
}

describe('the proof of work', () => {
  it('finds what the guard’s own test has', async () => {
    expect(await solve({ token: TOKEN, hashes: 16_384, validSeconds: 120 })).toBe(`${TOKEN}.345a`);
  });

  it.each([1, 2, 1_000, 3_000])('of %i hashes is one that the guard takes', async (hashes) => {
    const solution = await solve({ token: TOKEN, hashes, validSeconds: 120 });
    expect(solution).toMatch(/^[\w-]{43}\.[0-9a-f]{1,16}$/);
    expect(solves(solution ?? '', hashes)).toBe(true);
  });

  it('ends when nobody would take it any more', async () => {
    expect(await solve({ token: TOKEN, hashes: 2 ** 24, validSeconds: 0 })).toBeNull();
  });
});

describe('the door', () => {
  afterEach(() => vi.unstubAllGlobals());

  const refusal = (status: number, body: object, headers: Record<string, string> = {}) =>
    new Response(JSON.stringify({ title: 'Too many requests', status, ...body }), { status, headers });
  const challenge = { token: TOKEN, hashes: 100, validSeconds: 120 };

  function answering(...answers: Response[]): string[] {
    const sent: string[] = [];
    vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
      sent.push(body);
      return Promise.resolve(answers[Math.min(sent.length, answers.length) - 1]?.clone());
    });
    return sent;
  }

  it('is asked again with the solution of its challenge', async () => {
    const ticket = { ticket: 't', expiresIn: 60 };
    const sent = answering(refusal(429, { challenge }), new Response(JSON.stringify(ticket)));
    expect(await door(KNOCK)).toEqual({ ok: true, value: ticket });
    expect(sent).toHaveLength(2);
    expect(JSON.parse(sent[0] ?? '')).toEqual(KNOCK);
    const { solution, ...rest } = JSON.parse(sent[1] ?? '') as typeof KNOCK & { solution: string };
    expect(rest).toEqual(KNOCK);
    expect(solves(solution, 100)).toBe(true);
  });

  it('that never has enough is not asked for ever', async () => {
    const sent = answering(refusal(429, { challenge }));
    expect(await door(KNOCK)).toMatchObject({ ok: false, status: 429, retryAfter: null });
    expect(sent).toHaveLength(4);
  });

  it('that blocks says for how long, and is not asked again', async () => {
    const sent = answering(refusal(429, {}, { 'Retry-After': '61' }));
    expect(await door(KNOCK)).toEqual({ ok: false, status: 429, retryAfter: 61 });
    expect(sent).toHaveLength(1);
  });

  it.each([{ token: 'short' }, { hashes: 2 ** 40 }, { hashes: 0 }, { validSeconds: 1e9 }])(
    'is not worked for when it asks for nonsense: %o',
    async (nonsense) => {
      const sent = answering(refusal(429, { challenge: { ...challenge, ...nonsense } }));
      expect(await door(KNOCK)).toMatchObject({ ok: false, status: 429 });
      expect(sent).toHaveLength(1);
    },
  );
});
