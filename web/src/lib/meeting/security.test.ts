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
const meeting = (...roster: Participant[]) => ({ roster, self: 'a' });

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
});
