// SPDX-License-Identifier: Apache-2.0

export type Rect = { x: number; y: number; width: number; height: number };

/** Faces are never cropped beyond these. */
export const NARROWEST = 4 / 3;
export const WIDEST = 16 / 9;
export const MOST_TILES = 49;

type Shape = { columns: number; rows: number; width: number; height: number };

/** The grid for `count` tiles that leaves the least of the area unused; the last row is centred. */
export function grid(count: number, width: number, height: number, gap: number): Rect[] {
  const shape = bestShape(count, width, height, gap);
  if (shape === null) return [];
  const { columns, rows } = shape;
  const tileWidth = Math.floor(shape.width);
  const tileHeight = Math.floor(shape.height);
  const top = (height - rows * tileHeight - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor(i / columns);
    const inRow = row === rows - 1 ? count - columns * (rows - 1) : columns;
    const left = (width - inRow * tileWidth - (inRow - 1) * gap) / 2;
    return {
      x: Math.round(left + (i - row * columns) * (tileWidth + gap)),
      y: Math.round(top + row * (tileHeight + gap)),
      width: tileWidth,
      height: tileHeight,
    };
  });
}

/** How many tiles a page takes so that none is narrower than `least`: at least one, at most 49. */
export function capacity(width: number, height: number, gap: number, least: number): number {
  let most = 1;
  for (let n = 2; n <= MOST_TILES; n++) {
    const shape = bestShape(n, width, height, gap);
    if (shape !== null && shape.width >= least) most = n;
  }
  return most;
}

export type Stage = { main: Rect; strip: Rect[] };

/** A large picture with a strip of small ones, beside it where the stage is wide and above it where it is tall. */
export function stage(count: number, width: number, height: number, gap: number): Stage {
  const wide = width > height && width >= 640;
  const along = wide ? height : width;
  const thick = Math.round(
    wide ? Math.min(240, Math.max(140, width * 0.18)) : Math.min(150, Math.max(76, height * 0.18)),
  );
  const tileWidth = wide ? thick : Math.round(thick * NARROWEST);
  const tileHeight = wide ? Math.round(thick / WIDEST) : thick;
  const step = (wide ? tileHeight : tileWidth) + gap;
  const fit = Math.min(count, Math.max(0, Math.floor((along + gap) / step)));
  if (fit === 0) return { main: { x: 0, y: 0, width, height }, strip: [] };
  const start = Math.max(0, Math.round((along - fit * step + gap) / 2));
  const strip = Array.from({ length: fit }, (_, i) =>
    wide
      ? { x: width - thick, y: start + i * step, width: tileWidth, height: tileHeight }
      : { x: start + i * step, y: 0, width: tileWidth, height: tileHeight },
  );
  const main = wide
    ? { x: 0, y: 0, width: width - thick - gap, height }
    : { x: 0, y: thick + gap, width, height: height - thick - gap };
  return { main, strip };
}

/**
 * Who is shown when not all fit: in order of arrival, but somebody who speaks and would not be seen takes the place
 * of the last who is silent. Those shown before stay, so that nobody jumps.
 */
export function choose(order: string[], speakers: string[], before: string[], most: number): string[] {
  if (order.length <= most) return order;
  const present = new Set(order);
  const shown = before.filter((id) => present.has(id)).slice(0, most);
  for (const id of order) {
    if (shown.length >= most) break;
    if (!shown.includes(id)) shown.push(id);
  }
  for (const speaker of speakers.slice(0, most)) {
    if (!present.has(speaker) || shown.includes(speaker)) continue;
    const quiet = shown.findLastIndex((id) => !speakers.includes(id));
    if (quiet >= 0) shown[quiet] = speaker;
  }
  return shown;
}

function bestShape(count: number, width: number, height: number, gap: number): Shape | null {
  if (count < 1 || width <= 0 || height <= 0) return null;
  let best: Shape | null = null;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = {
      width: (width - gap * (columns - 1)) / columns,
      height: (height - gap * (rows - 1)) / rows,
    };
    if (cell.width <= 0 || cell.height <= 0) continue;
    const ratio = cell.width / cell.height;
    const tile =
      ratio > WIDEST
        ? { width: cell.height * WIDEST, height: cell.height }
        : ratio < NARROWEST
          ? { width: cell.width, height: cell.width / NARROWEST }
          : cell;
    if (best === null || tile.width * tile.height > best.width * best.height + 0.5)
      best = { columns, rows, ...tile };
  }
  return best;
}
