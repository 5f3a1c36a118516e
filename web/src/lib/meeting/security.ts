// SPDX-License-Identifier: Apache-2.0
import { type Listener, whoCanDecrypt } from '../e2ee';
import type { Secrecy } from '../secrecy';
import type { Kind, Participant } from '../signalling/messages';
import type { Meeting } from './state';

/** How we know who somebody is. `server`: only that the server let them in; for a listener that it hides not even that. */
export type KnownBy = 'account' | 'guest' | 'connector' | 'nobody';

export type Row = Omit<Listener, 'can'> & {
  knownBy: KnownBy;
  /** `leaving`: has left, and the keys are being changed. Others as in {@link Listener}. */
  can: Listener['can'] | 'leaving';
};

/**
 * What is true now, the most pressing first. `keyless`: this browser has no keys (yet, or no more). `alarm`: somebody unnamed can hear. `leaving`: somebody who left
 * can still hear until the keys have changed. `connectors`, `endpoints`: as they say.
 */
export type Says = 'keyless' | 'alarm' | 'leaving' | 'connectors' | 'endpoints';

export type Security = {
  rows: Row[];
  says: Says;
  /** How many can decrypt, oneself included. */
  count: number;
  unknown: number;
  /** Attendees who can decrypt, and whose names an attendee is not told: counted, and no rows of their own. */
  unnamed: number;
  connectors: Kind[];
};

/** What the panel shows: the members of the MLS tree as this browser knows them, beside what the server says of the same people. */
export function security(
  meeting: Pick<Meeting, 'roster' | 'self' | 'webinar'>,
  secrecy: Secrecy,
  /** Who left a moment ago, by id. Their leaf goes with the next commit. */
  gone: ReadonlyMap<string, string>,
): Security {
  const { keys, roster } = secrecy;
  const has = keys.at === 'member' && roster !== null;
  const who = whoCanDecrypt(has ? roster : undefined, meeting.roster);
  const people = new Map(meeting.roster.map((p) => [p.id, p]));
  // Of whom else the server gives no name, it hides who hears.
  const spares = meeting.webinar && people.get(meeting.self)?.role === 'attendee';
  const all = who.listeners.map((listener): Row => {
    const name = gone.get(listener.participant);
    if (listener.can === 'unknown' && name !== undefined)
      return { ...listener, name, can: 'leaving', knownBy: 'nobody' };
    if (listener.can === 'decrypt' && listener.name === '' && !listener.self && !spares)
      return { ...listener, can: 'unknown', knownBy: 'nobody' };
    return { ...listener, knownBy: knownBy(listener, people.get(listener.participant)) };
  });
  const inside = all.filter((r) => r.can !== 'not-yet');
  const bare = (r: Row) => r.name === '' && !r.self && (r.can === 'decrypt' || r.can === 'not-yet');
  // What matters most stands first; the others in the order of the tree.
  const rows = all.filter((r) => !bare(r)).sort((a, b) => rank(a) - rank(b));
  const unnamed = inside.filter(bare).length;
  const unknown = inside.filter((r) => r.can === 'unknown').length;
  const connectors = [
    ...new Set(inside.flatMap((r) => (r.knownBy === 'connector' && r.kind ? [r.kind] : []))),
  ];
  const says = !has
    ? 'keyless'
    : unknown > 0
      ? 'alarm'
      : inside.some((r) => r.can === 'leaving')
        ? 'leaving'
        : connectors.length > 0
          ? 'connectors'
          : 'endpoints';
  return { rows, says, count: inside.length, unknown, unnamed, connectors };
}

const rank = (row: Row): number =>
  row.can === 'unknown' ? 0 : row.can === 'leaving' ? 1 : row.self ? 2 : row.can === 'decrypt' ? 3 : 4;

/** Connectors say what they are in their credential, and are believed: nobody gains by calling oneself one. */
function knownBy({ kind }: Listener, person: Participant | undefined): KnownBy {
  if (kind === 'phone' || kind === 'room' || kind === 'recorder') return 'connector';
  if (person === undefined) return 'nobody';
  if (kind === undefined && person.kind !== 'browser' && person.kind !== 'desktop') return 'connector';
  return person.account ? 'account' : 'guest';
}
