// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { type Part, safeParts } from './links';
import { HOSTILE } from './testing/hostile-links';

const links = (message: string): Extract<Part, { kind: 'link' }>[] =>
  safeParts(message).flatMap((p) => (p.kind === 'link' ? [p] : []));
const shown = (message: string): string =>
  safeParts(message)
    .map((p) => p.text)
    .join('');

describe('hostile strings', () => {
  test('there are many of them', () => {
    expect(new Set(HOSTILE.map(([text]) => text)).size).toBeGreaterThan(400);
  });

  test.each(HOSTILE)('%j stays text, with a mark', (text) => {
    expect(links(text)).toEqual([]);
    expect(shown(text)).toBe(text);
    expect(safeParts(text).some((p) => p.kind === 'text' && p.mark !== undefined)).toBe(true);
  });

  test('stay text wherever they stand', () => {
    for (const [text] of HOSTILE) {
      for (const around of [`look: ${text} !`, `(${text})`, `"${text}"`, `one\n${text}\ntwo`]) {
        expect(links(around), around).toEqual([]);
      }
    }
  });

  test('mark the whole of what they are', () => {
    expect(safeParts('see \\\\evil\\share now')).toEqual([
      { kind: 'text', text: 'see ' },
      { kind: 'text', text: '\\\\evil\\share', mark: 'path' },
      { kind: 'text', text: ' now' },
    ]);
    expect(safeParts('javascript:alert(1)')).toMatchObject([{ mark: 'scheme' }]);
    expect(safeParts('https://a\u200bb.org')).toMatchObject([{ mark: 'hidden' }]);
    expect(safeParts('https://good.org@evil.org/')).toMatchObject([{ mark: 'disguise' }]);
  });
});

describe('a link', () => {
  test.each([
    ['https://example.org', 'https://example.org/', 'example.org'],
    ['http://example.org:8080/a?b=c#d', 'http://example.org:8080/a?b=c#d', 'example.org'],
    ['(https://example.org/x_(y))', 'https://example.org/x_(y)', 'example.org'],
    ['"https://example.org/a",', 'https://example.org/a', 'example.org'],
    ['HTTPS://EXAMPLE.org/A', 'https://example.org/A', 'example.org'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/', 'bücher.example'],
    ['https://例え.jp/道', 'https://xn--r8jz45g.jp/%E9%81%93', '例え.jp'],
    ['http://пример.рф/', 'http://xn--e1afmkfd.xn--p1ai/', 'пример.рф'],
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3000/', '127.0.0.1'],
    ['http://intranet/wiki', 'http://intranet/wiki', 'intranet'],
    ['http://[::1]:80/', 'http://[::1]/', '[::1]'],
    ['mailto:ada@example.org', 'mailto:ada@example.org', 'example.org'],
    ['ada@example.org', 'mailto:ada@example.org', 'example.org'],
    ['見てhttps://example.org/。', 'https://example.org/', 'example.org'],
  ])('%j goes to %j at %j', (text, href, host) => {
    expect(links(text)).toMatchObject([{ href, host }]);
  });

  test.each([
    ['https://gооgle.com/', 'xn--ggle-55da.com', 'Cyrillic о among Latin'],
    ['https://аррӏе.com/', 'xn--80ak6aa92e.com', 'all Cyrillic under .com'],
    ['https://paypaı.com/', 'xn--paypa-r4a.com', 'dotless i'],
    ['https://ɡoogle.com/', 'xn--oogle-qmc.com', 'phonetic g'],
    ['https://αpple.com/', 'xn--pple-zld.com', 'Greek among Latin'],
    ['https://xn--80ak6aa92e.com/', 'xn--80ak6aa92e.com', 'written in Punycode'],
    ['http://0x7f.1/', '127.0.0.1', 'a number in disguise'],
    ['http://2130706433/', '127.0.0.1', 'another'],
    ['https://ｅｘａｍｐｌｅ.org/', 'example.org', 'wide letters'],
  ])('%s shows its real host %s (%s)', (text, host) => {
    const [link] = links(text);
    expect(link?.host).toBe(host);
    expect(link?.text).toContain(host);
  });
});

describe('ordinary text', () => {
  test.each([
    'Meet at 10:30, room B/2?',
    'and/or, w/o, 1/2, a//b',
    'note:this is fine :-) :smile: Re:plan',
    'see www.example.org or report.md or file.zip',
    'Ich heiße Zoë, 你好, مرحبا, שלום, नमस्ते',
    '👩‍👩‍👧‍👦 family, ❤️ and 🇩🇪',
    'a\\b is a set difference',
    '',
    ' \n\t ',
  ])('%j has neither link nor mark', (text) => {
    const parts = safeParts(text);
    expect(parts.every((p) => p.kind === 'text' && p.mark === undefined)).toBe(true);
    expect(shown(text)).toBe(text);
  });

  test('around a link is kept', () => {
    expect(shown('Look at https://example.org/a, then (https://example.org/b).')).toBe(
      'Look at https://example.org/a, then (https://example.org/b).',
    );
    expect(links('Look at https://example.org/a, then (https://example.org/b).')).toHaveLength(2);
  });

  test('of any length takes a short time', () => {
    const began = performance.now();
    for (const piece of ['a.', 'http://', '@', 'a@b.c,', '((((', '//', 'x:', '\\', 'https://a.b/?', 'é.']) {
      safeParts(piece.repeat(Math.ceil(8_000 / piece.length)));
    }
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});
