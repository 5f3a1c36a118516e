// SPDX-License-Identifier: Apache-2.0
import * as v from 'valibot';
import { call } from './api';

/** Links for single people ("Registrations" in docs/api.md). */
const Made = v.object({ id: v.string(), name: v.nullish(v.string(), ''), url: v.string() });
const Registration = v.object({
  id: v.string(),
  name: v.nullish(v.string(), ''),
  /** Since when a browser has the link. */
  usedAt: v.nullish(v.string(), null),
});

/** Shown once: the server keeps only hashes of it. */
export type Made = v.InferOutput<typeof Made>;
export type Registration = v.InferOutput<typeof Registration>;

/** So many names go into one request with room to spare. */
const BATCH = 200;
export const MOST = 1_000;

const path = (number: string) => `/meetings/${encodeURIComponent(number)}/registrations`;

export const registrations = (number: string) =>
  call('GET', path(number), undefined, v.object({ registrations: v.array(Registration) }));

export const withdraw = (number: string, id: string) =>
  call('DELETE', `${path(number)}/${encodeURIComponent(id)}`, undefined, v.unknown());

/** What was made before something failed is in `made`. */
export async function register(
  number: string,
  names: readonly string[],
): Promise<{ made: Made[]; failed: number | null }> {
  const made: Made[] = [];
  for (let i = 0; i < names.length; i += BATCH) {
    const body = { names: names.slice(i, i + BATCH) };
    const answer = await call('POST', path(number), body, v.object({ registrations: v.array(Made) }));
    if (!answer.ok) return { made, failed: answer.status };
    made.push(...answer.value.registrations);
  }
  return { made, failed: null };
}

/** The names in a list with one in each line; empty lines are none. */
export const namesIn = (list: string): string[] =>
  list
    .split(/\r\n|[\r\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** A table by RFC 4180 for spreadsheets: what begins as a formula does gets an apostrophe before it. */
export function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
