// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { ServerMessage } from '../signalling/messages';
import { meetingOf, person, rules } from './testing';
import { toldBy } from './told';

const admitted = (...roster: ReturnType<typeof person>[]): ServerMessage => ({
  type: 'admitted',
  participant: 'me',
  resume: '',
  media: 'm',
  named: false,
  meeting: {
    number: '',
    title: '',
    startedAt: null,
    webinar: true,
    linkBound: false,
    passcode: true,
    postQuantum: false,
    rules: rules(),
  },
  roster,
});

describe('a new role', () => {
  const before = meetingOf([person('me', { role: 'attendee' }), person('a')]);

  it('is told whether it comes alone or with all that may be seen now', () => {
    const now = person('me', { role: 'participant' });
    const told = { what: 'role', role: 'participant' };
    expect(toldBy(admitted(now, person('a')), before)).toEqual(told);
    expect(toldBy({ type: 'changed', participant: now }, before)).toEqual(told);
  });

  it('is none at first, nor where nothing is new, nor that of another', () => {
    const me = person('me', { role: 'attendee' });
    expect(toldBy(admitted(me), null)).toBeNull();
    expect(toldBy(admitted(me), before)).toBeNull();
    expect(toldBy({ type: 'changed', participant: person('a', { role: 'host' }) }, before)).toBeNull();
  });
});
