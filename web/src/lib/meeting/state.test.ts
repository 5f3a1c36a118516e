// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Participant, ServerMessage } from '../signalling/messages';
import { powersOver } from './powers';
import { reduce, sharers, slotOf, type Meeting } from './state';
import { meetingOf, person, rules } from './testing';

const settings = {
  webinar: false,
  rules: rules(),
  linkBound: false,
  passcode: true,
  postQuantum: false,
};

const admitted = (...roster: Participant[]): ServerMessage => ({
  type: 'admitted',
  participant: 'me',
  resume: 'token',
  media: 'media-1',
  named: false,
  meeting: { number: '12345678901', title: 'Plan', startedAt: '2026-01-01T10:00:00Z', ...settings },
  roster,
});

const after = (...messages: ServerMessage[]): Meeting =>
  messages.reduce<Meeting | null>((state, message) => reduce(state, message), null)!;

const names = (state: Meeting) => state.roster.map((p) => p.id);

describe('the meeting', () => {
  it('begins when one is admitted', () => {
    const state = after(admitted(person('me')));
    expect(state).toMatchObject({ self: 'me', title: 'Plan', startedAt: Date.UTC(2026, 0, 1, 10) });
  });

  it('follows its settings', () => {
    const changed = rules({ chat: 'host' }, { locked: true });
    const state = after(admitted(person('me')), { type: 'settings', rules: changed });
    expect(state.rules).toEqual(changed);
  });

  it('does not exist before', () => {
    expect(reduce(null, { type: 'joined', participant: person('a') })).toBeNull();
    expect(reduce(null, { type: 'speakers', participants: ['a'] })).toBeNull();
  });

  it('keeps people in the order of arrival', () => {
    const state = after(
      admitted(person('a'), person('me')),
      { type: 'joined', participant: person('b') },
      { type: 'changed', participant: person('a', { microphone: true }) },
    );
    expect(names(state)).toEqual(['a', 'me', 'b']);
    expect(state.roster[0]!.microphone).toBe(true);
  });

  it('lets nobody jump after a reconnection', () => {
    const state = after(
      admitted(person('a'), person('me'), person('b')),
      admitted(person('new'), person('b'), person('me'), person('a')),
    );
    expect(names(state)).toEqual(['a', 'me', 'b', 'new']);
  });

  it('forgets everything of who has left', () => {
    const state = after(
      admitted(person('a'), person('me')),
      { type: 'slots', slots: [{ mid: '8', participant: 'a', source: 'camera' }] },
      { type: 'speakers', participants: ['a'] },
      { type: 'quality', participant: 'a', level: 1 },
      { type: 'left', id: 'a', reason: 'left' },
    );
    expect(names(state)).toEqual(['me']);
    expect(state).toMatchObject({ slots: [], speakers: [], quality: {} });
  });

  it('knows which section shows whom, and who shares', () => {
    const state = after(admitted(person('a', { screen: true }), person('me')), {
      type: 'slots',
      slots: [
        { mid: '8', participant: 'a', source: 'camera' },
        { mid: '9', participant: 'a', source: 'screen' },
      ],
    });
    expect(slotOf(state, 'a', 'screen')).toBe('9');
    expect(slotOf(state, 'me', 'camera')).toBeNull();
    expect(sharers(state).map((p) => p.id)).toEqual(['a']);
  });

  it('changes nothing for a message that is not about it', () => {
    const state = after(admitted(person('me')));
    expect(reduce(state, { type: 'pong', t: 1 })).toBe(state);
  });
});

describe('one’s own name', () => {
  const me = person('me');

  it('is changed where the settings say so, and by nobody who came by a link with a name', () => {
    expect(powersOver(meetingOf([me]), me).rename).toBe(true);
    expect(powersOver(meetingOf([me], { rules: rules({ rename: 'host' }) }), me).rename).toBe(false);
    expect(powersOver(meetingOf([me], { named: true }), me).rename).toBe(false);
    const host = person('me', { role: 'cohost' });
    expect(powersOver(meetingOf([host], { named: true }), host).rename).toBe(true);
  });
});
