// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { capacity, choose, grid, MOST_TILES, NARROWEST, stage, WIDEST, type Rect } from './grid';

const sizes = [
  [320, 480],
  [390, 700],
  [1024, 640],
  [1440, 800],
  [3840, 2100],
] as const;

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('the grid', () => {
  it('never crops a face beyond 4:3 and 16:9, overlaps nothing and stays inside', () => {
    for (const [width, height] of sizes)
      for (let n = 1; n <= MOST_TILES; n++) {
        const rects = grid(n, width, height, 8);
        expect(rects).toHaveLength(n);
        rects.forEach((r, i) => {
          const ratio = r.width / r.height;
          expect(ratio, `${n} in ${width}x${height}`).toBeGreaterThan(NARROWEST - 0.08);
          expect(ratio, `${n} in ${width}x${height}`).toBeLessThan(WIDEST + 0.08);
          expect(r.x).toBeGreaterThanOrEqual(0);
          expect(r.y).toBeGreaterThanOrEqual(0);
          expect(r.x + r.width).toBeLessThanOrEqual(width + 1);
          expect(r.y + r.height).toBeLessThanOrEqual(height + 1);
          for (const other of rects.slice(i + 1)) expect(overlap(r, other)).toBe(false);
        });
      }
  });

  it('puts two side by side on a desk and one above the other on a phone', () => {
    const desk = grid(2, 1440, 800, 8);
    expect(desk[0]!.y).toBe(desk[1]!.y);
    const phone = grid(2, 390, 700, 8);
    expect(phone[0]!.x).toBe(phone[1]!.x);
  });

  it('centres the last row', () => {
    const [, , third] = grid(3, 1200, 900, 8);
    expect(third!.x + third!.width / 2).toBeCloseTo(600, 0);
  });

  it('has no tiles where there is no room', () => {
    expect(grid(3, 0, 600, 8)).toEqual([]);
    expect(grid(0, 800, 600, 8)).toEqual([]);
  });

  it('takes 49 on a wall and at least one anywhere', () => {
    expect(capacity(3840, 2100, 8, 190)).toBe(49);
    expect(capacity(100, 80, 8, 190)).toBe(1);
    expect(capacity(390, 640, 8, 140)).toBeGreaterThanOrEqual(8);
  });
});

describe('the stage', () => {
  it('has its strip beside the large picture where it is wide, above where it is tall', () => {
    const wide = stage(3, 1440, 800, 8);
    expect(wide.strip[0]!.x).toBeGreaterThan(wide.main.width);
    const tall = stage(3, 390, 700, 8);
    expect(tall.strip[0]!.y).toBe(0);
    expect(tall.main.y).toBeGreaterThan(tall.strip[0]!.height);
  });

  it('gives everything to the large picture when nobody else is there', () => {
    expect(stage(0, 800, 600, 8)).toEqual({ main: { x: 0, y: 0, width: 800, height: 600 }, strip: [] });
  });
});

describe('who is shown when not all fit', () => {
  it('keeps those shown before, so that nobody jumps', () => {
    expect(choose(['a', 'b', 'c', 'd'], [], ['a', 'c'], 2)).toEqual(['a', 'c']);
  });

  it('gives a speaker the place of the last silent one', () => {
    expect(choose(['a', 'b', 'c', 'd'], ['d', 'b'], ['a', 'b'], 2)).toEqual(['d', 'b']);
  });

  it('fills the place of somebody who left', () => {
    expect(choose(['b', 'c', 'd'], [], ['a', 'b'], 2)).toEqual(['b', 'c']);
  });
});
