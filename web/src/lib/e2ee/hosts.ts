// SPDX-License-Identifier: Apache-2.0
/** How a host is shown: in its own script where nobody can mistake it, else in Punycode (after Unicode UTS 39, highly restrictive). */

/** Letters, marks, digits, hyphens and dots, or an IPv6 address in brackets: nothing that only looks like a slash or a dot. */
export function hasOnlyHostCharacters(host: string): boolean {
  return /^[\p{L}\p{M}\p{N}.-]+$/u.test(host) || /^\[[0-9a-f:.]+\]$/i.test(host);
}

const SCRIPTS = [
  'Arabic',
  'Armenian',
  'Bengali',
  'Bopomofo',
  'Cyrillic',
  'Devanagari',
  'Ethiopic',
  'Georgian',
  'Greek',
  'Gujarati',
  'Gurmukhi',
  'Han',
  'Hangul',
  'Hebrew',
  'Hiragana',
  'Kannada',
  'Katakana',
  'Khmer',
  'Lao',
  'Latin',
  'Malayalam',
  'Myanmar',
  'Sinhala',
  'Tamil',
  'Telugu',
  'Thai',
].map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const);

/** Scripts of one writing system. */
const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
];

/** Letters of these pass for Latin ones; under a Latin top-level domain they are not shown. */
const LOOKALIKES = new Set(['Armenian', 'Cyrillic', 'Georgian', 'Greek']);

/** Latin letters people know with their marks: not the phonetic ones, nor dotless i, long s, kra and their like. */
const LATIN =
  /^[a-z0-9\u00df-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u0148\u014a-\u017e\u01cd-\u01dc\u0218-\u021b\u1e80-\u1e85\u1ea0-\u1ef9-]*$/;

/** `typed` as the author wrote it, `ascii` as the browser will use it. */
export function displayHost(typed: string, ascii: string): string {
  if (!ascii.includes('xn--')) return ascii;
  const unicode = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[。．｡]/g, '.');
  const labels = unicode.split('.');
  const latinTop = /^[a-z0-9-]*$/.test(labels.findLast((l) => l !== '') ?? '');
  const clear =
    !unicode.includes('xn--') && sameHost(unicode, ascii) && labels.every((l) => isClear(l, latinTop));
  return clear ? unicode : ascii;
}

function sameHost(unicode: string, ascii: string): boolean {
  try {
    return new URL(`http://${unicode}`).hostname === ascii;
  } catch {
    return false;
  }
}

function isClear(label: string, latinTop: boolean): boolean {
  const scripts = new Set<string>();
  for (const character of label) {
    if (/[0-9-]/.test(character)) continue;
    const script = SCRIPTS.find(([, pattern]) => pattern.test(character));
    if (script !== undefined) scripts.add(script[0]);
    else if (!/\p{M}/u.test(character)) return false;
  }
  if (scripts.has('Latin') && scripts.size === 1) return LATIN.test(label);
  if (scripts.has('Latin') && !LATIN.test([...label].filter((c) => /\p{Script=Latin}/u.test(c)).join('')))
    return false;
  if (scripts.size > 1) return TOGETHER.some((some) => [...scripts].every((s) => some.includes(s)));
  return !(latinTop && [...scripts].some((s) => LOOKALIKES.has(s)));
}
