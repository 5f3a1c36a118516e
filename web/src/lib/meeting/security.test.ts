// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Roster } from '../e2ee';
import { noSecrecy, type Secrecy } from '../secrecy';
import type { Kind, Participant } from '../signalling/messages';
import { security } from './security';
import { person } from './testing';

const keys = (...members: (string | [string, Kind])[]): Secrecy => ({
  ...noSecrecy,
  keys: { at: 'member' },
  roster: {
    epoch: 3,
    safetyCode: '',
    linkBound: false,
    postQuantum: false,
    members: members.map((member, index) => {
      const [participant, kind] = typeof member === 'string' ? [member, 'browser' as const] : member;
      return { participant, kind, index, fingerprint: `f${index}`, since: 0, self: index === 0 };
    }),
  } satisfies Roster,
});
const none = new Map<string, string>();
const meeting = (...roster: Participant[]) => ({ roster, self: 'a', webinar: false });
const audience = (...roster: Participant[]) => ({ roster, self: 'a', webinar: true });

describe('what the security panel says', () => {
  it('counts those who can decrypt when all are known', () => {
    const { says, count, rows } = security(
      meeting(person('a', { account: true }), person('b')),
      keys('a', 'b'),
      none,
    );
    expect([says, count]).toEqual(['endpoints', 2]);
    expect(rows.map((r) => r.knownBy)).toEqual(['account', 'guest']);
  });

  it('raises the alarm for a listener that the server does not show', () => {
    const { says, unknown, rows } = security(meeting(person('a')), keys('a', 'ghost'), none);
    expect([says, unknown]).toEqual(['alarm', 1]);
    expect(rows[0]).toMatchObject({ can: 'unknown', knownBy: 'nobody' });
  });

  it('knows who has just left from a ghost', () => {
    const { says, rows } = security(meeting(person('a')), keys('a', 'b'), new Map([['b', 'Lin']]));
    expect(says).toBe('leaving');
    expect(rows[0]).toMatchObject({ can: 'leaving', name: 'Lin' });
  });

  it('names connectors, and who has no key yet', () => {
    const { says, connectors, count, rows } = security(
      meeting(person('a'), person('p', { kind: 'phone' }), person('b')),
      keys('a', ['p', 'phone']),
      none,
    );
    expect([says, connectors, count]).toEqual(['connectors', ['phone'], 2]);
    expect(rows.at(-1)).toMatchObject({ participant: 'b', can: 'not-yet', knownBy: 'guest' });
  });

  it('says that this browser has no keys, whatever it knew before', () => {
    const secrecy: Secrecy = { ...keys('a', 'b'), keys: { at: 'rejoining', why: 'lost' } };
    expect(security(meeting(person('a')), secrecy, none)).toMatchObject({ says: 'keyless', count: 0 });
  });

  it('counts the attendees whose names an attendee is not told, and gives them no rows', () => {
    const bare = { name: '', role: 'attendee' } as const;
    const { says, rows, count, unnamed } = security(
      audience(person('a', { role: 'attendee' }), person('h'), person('b', bare), person('c', bare)),
      keys('a', 'h', 'b'),
      none,
    );
    expect(rows.map((r) => r.participant)).toEqual(['a', 'h']);
    expect([says, count, unnamed]).toEqual(['endpoints', 3, 1]);
  });

  it('raises the alarm all the same for a listener that the server does not show to an attendee', () => {
    const me = person('a', { role: 'attendee' });
    expect(security(audience(me), keys('a', 'ghost'), none)).toMatchObject({ says: 'alarm', unknown: 1 });
  });

  it('takes nobody without a name from a server that owes one', () => {
    const bare = person('b', { name: '', role: 'attendee' });
    expect(security(audience(person('a'), bare), keys('a', 'b'), none).says).toBe('alarm');
    expect(security(meeting(person('a', { role: 'attendee' }), bare), keys('a', 'b'), none).says).toBe(
      'alarm',
    );
  });

  it('counts a connector among the unnamed as one', () => {
    const { says, connectors } = security(
      audience(person('a', { role: 'attendee' }), person('p', { name: '', role: 'attendee' })),
      keys('a', ['p', 'phone']),
      none,
    );
    expect([says, connectors]).toEqual(['connectors', ['phone']]);
  });
});
