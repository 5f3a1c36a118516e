// SPDX-License-Identifier: Apache-2.0
/**
 * The invitations that were drawn in this browser, so that their host can copy them again: the server has only hashes of
 * them. They stay until the host signs out. Links of link-bound meetings are not kept: those are for the people who were sent
 * them, and for nothing that the server's page could read on another day.
 */
import * as v from 'valibot';
import { Invitation, type MeetingRow } from './api';

const KEY = 'parley.invitations';
const MOST = 200;
const Kept = v.object({ host: v.string(), invitations: v.pipe(v.array(Invitation), v.maxLength(MOST)) });

/** @returns whether it can be copied again later */
export function keep(host: string, invitation: Invitation): boolean {
  if (invitation.linkBound) return false;
  const others = kept(host).filter((one) => one.number !== invitation.number);
  return write(host, [invitation, ...others].slice(0, MOST));
}

/** Those that still lead in, by number. What no longer does is forgotten. */
export function current(host: string, rows: readonly MeetingRow[]): Map<string, Invitation> {
  const all = kept(host);
  const editions = new Map(rows.map((row) => [row.number, row.edition]));
  const good = all.filter((one) => editions.get(one.number) === one.edition);
  if (good.length < all.length) write(host, good);
  return new Map(good.map((one) => [one.number, one]));
}

export function forgetAll(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was stored then.
  }
}

function kept(host: string): Invitation[] {
  try {
    const read = v.safeParse(Kept, JSON.parse(localStorage.getItem(KEY) ?? 'null'));
    return read.success && read.output.host === host ? read.output.invitations : [];
  } catch {
    return [];
  }
}

function write(host: string, invitations: Invitation[]): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify({ host, invitations }));
    return true;
  } catch {
    return false;
  }
}
