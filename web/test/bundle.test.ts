// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BUILT } from './support/site';

/** Namespaces, and addresses inside messages for developers: nothing asks them for anything. */
const NAMES_ONLY = ['www.w3.org', 'svelte.dev', 'localhost', 'dummy.com', 'paraglidejs.com'];

const html = readFileSync(join(BUILT, 'index.html'), 'utf8');

/** The scripts that must be there before the first page works: the entry, and what it imports at once. */
function needed(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(BUILT, 'assets', file), 'utf8');
  for (const match of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
    needed(match[1] ?? '', seen);
  return seen;
}

describe('the built page', () => {
  it('needs less than 150 kB of script before the join page is usable', () => {
    const entries = [...html.matchAll(/src="\/assets\/([\w.-]+\.js)"/g)].map((m) => m[1] ?? '');
    expect(entries.length).toBeGreaterThan(0);
    const files = new Set(entries.flatMap((entry) => [...needed(entry)]));
    const bytes = [...files].reduce(
      (sum, file) => sum + gzipSync(readFileSync(join(BUILT, 'assets', file))).length,
      0,
    );
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(150_000);
  });

  it('has no inline script and no inline style', () => {
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it('names no other host', () => {
    for (const file of readdirSync(join(BUILT, 'assets'))) {
      if (!/\.(js|css)$/.test(file)) continue;
      const text = readFileSync(join(BUILT, 'assets', file), 'utf8');
      const hosts = [...text.matchAll(/https?:\/\/(\w[\w.-]*)/g)].map((m) => m[1]);
      expect(hosts.filter((h) => !NAMES_ONLY.includes(h ?? ''))).toEqual([]);
    }
  });
});
