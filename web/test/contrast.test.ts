// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../src/tokens.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)');

type Colour = [number, number, number, number];

function tokens(text: string): Map<string, string> {
  return new Map([...text.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((m) => [m[1] ?? '', (m[2] ?? '').trim()]));
}

function colour(value: string): Colour {
  const hex = /^#([0-9a-f]{6})$/i.exec(value)?.[1];
  if (hex) return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)).concat(1) as Colour;
  const rgb = /^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)$/.exec(value);
  if (!rgb) throw new Error(`not a colour: ${value}`);
  return rgb.slice(1).map(Number) as Colour;
}

/** What is seen of a colour that lets some of the ground through. */
function over(top: Colour, ground: Colour): Colour {
  const mix = (i: 0 | 1 | 2) => top[i] * top[3] + ground[i] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

/** WCAG 2.2: relative luminance and contrast ratio. */
function luminance([r, g, b]: Colour): number {
  const linear = (c: number) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function contrast(a: Colour, b: Colour): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const TEXT = 4.5;
const CONTROL = 3;

const pairs: [string, string, number][] = [
  ['ink', 'ground', TEXT],
  ['ink', 'surface', TEXT],
  ['ink', 'surface-2', TEXT],
  ['ink', 'edge', TEXT],
  ['ink-2', 'ground', TEXT],
  ['ink-2', 'surface', TEXT],
  ['ink-2', 'surface-2', TEXT],
  ['accent', 'ground', TEXT],
  ['accent', 'surface', TEXT],
  ['on-accent', 'accent', TEXT],
  ['on-accent', 'accent-hover', TEXT],
  ['on-accent-soft', 'accent-soft', TEXT],
  ['danger', 'surface', TEXT],
  ['on-danger', 'danger', TEXT],
  ['on-danger', 'danger-hover', TEXT],
  ['on-danger-soft', 'danger-soft', TEXT],
  ['on-warn-soft', 'warn-soft', TEXT],
  ['edge-strong', 'surface', CONTROL],
  ['edge-strong', 'ground', CONTROL],
  ['focus', 'surface', CONTROL],
  ['focus', 'ground', CONTROL],
  ['stage-ink', 'stage', TEXT],
  ['stage-ink', 'stage-tile', TEXT],
  ['stage-ink', 'stage-control', TEXT],
  ['stage-ink', 'stage-control-hover', TEXT],
  ['stage-ink-2', 'stage', TEXT],
  ['stage-ink-2', 'stage-tile', TEXT],
  ['stage-on-accent', 'stage-accent', TEXT],
  ['stage-on-off', 'stage-off', TEXT],
  ['stage-on-danger', 'stage-danger', TEXT],
  ['stage-on-danger', 'stage-danger-hover', TEXT],
  ['stage-accent', 'stage', CONTROL],
  ['stage-accent', 'stage-tile', CONTROL],
  ['stage-danger', 'stage', CONTROL],
];

for (const [scheme, own] of [
  ['light', light],
  ['dark', dark],
] as const) {
  const all = new Map([...tokens(light), ...tokens(own)]);
  const named = (name: string) => colour(all.get(name) ?? '');

  describe(`in the ${scheme} scheme`, () => {
    it.each(pairs)('%s on %s reaches %d:1', (front, back, least) => {
      expect(contrast(named(front), named(back))).toBeGreaterThanOrEqual(least);
    });

    it('names are read over the brightest picture', () => {
      const plate = over(named('plate'), [255, 255, 255, 1]);
      for (const text of ['stage-ink', 'stage-warn'])
        expect(contrast(named(text), plate), text).toBeGreaterThanOrEqual(TEXT);
    });
  });
}
