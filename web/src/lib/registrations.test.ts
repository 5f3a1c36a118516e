// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it, vi } from 'vitest';
import { csv, namesIn, register } from './registrations';

afterEach(() => vi.unstubAllGlobals());

describe('a list of people', () => {
  it('has a name in each line that is not empty', () => {
    expect(namesIn(' Ada \r\n\nGrace Hopper\n  \nLin')).toEqual(['Ada', 'Grace Hopper', 'Lin']);
  });

  it('is a table that no spreadsheet takes for formulas', () => {
    expect(
      csv([
        ['Name', 'Link'],
        ['=cmd', 'a,b'],
        ['say "hi"', 'x'],
      ]),
    ).toBe('\uFEFFName,Link\r\n\'=cmd,"a,b"\r\n"say ""hi""",x\r\n');
  });

  it('goes in pieces, and what was made before a failure is kept', async () => {
    const sizes: number[] = [];
    vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
      const { names } = JSON.parse(body) as { names: string[] };
      sizes.push(names.length);
      if (sizes.length === 3) return Promise.resolve(new Response('', { status: 409 }));
      const made = names.map((name) => ({ id: name, name, url: `#${name}` }));
      return Promise.resolve(new Response(JSON.stringify({ registrations: made }), { status: 201 }));
    });
    const { made, failed } = await register(
      '1',
      Array.from({ length: 500 }, (_, i) => `${i}`),
    );
    expect(sizes).toEqual([200, 200, 100]);
    expect([made.length, failed]).toEqual([400, 409]);
  });
});
