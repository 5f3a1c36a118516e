// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const texts = (locale: string) => JSON.parse(read(`messages/${locale}.json`)) as Record<string, string>;
const variables = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

const en = texts('en');

describe('the texts', () => {
  it.each(readdirSync(new URL('../messages', import.meta.url)))(
    '%s has all of them, with their variables',
    (file) => {
      const other = texts(file.replace('.json', ''));
      expect(Object.keys(other)).toEqual(Object.keys(en));
      for (const [key, text] of Object.entries(en))
        expect(variables(other[key] ?? ''), key).toEqual(variables(text));
    },
  );

  it('are all used', () => {
    const sources = readdirSync(new URL('../src', import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((f) => /\.(svelte|ts)$/.test(f) && !f.startsWith('paraglide'))
      .map((f) => read(`src/${f}`))
      .join('\n');
    const unused = Object.keys(en).filter((key) => key !== '$schema' && !sources.includes(`m.${key}(`));
    expect(unused).toEqual([]);
  });

  it('have no exclamation marks', () => {
    expect(Object.entries(en).filter(([, text]) => text.includes('!'))).toEqual([]);
  });
});
