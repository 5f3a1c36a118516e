// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Participant, ServerMessage } from '../signalling/messages';
import { Hush, soundOf } from './sounds';
import { reduce, type Meeting } from './state';
import { meetingOf, person, rules } from './testing';

const heard = (meeting: Meeting, message: ServerMessage) =>
  soundOf(message, meeting, reduce(meeting, message));
const joins = (p: Participant): ServerMessage => ({ type: 'joined', participant: p });

const guest = (chime: 'off' | 'host' | 'everyone') =>
  meetingOf([person('me'), person('a')], { rules: rules({ chime }) });
const host = (chime: 'off' | 'host' | 'everyone') =>
  meetingOf([person('me', { role: 'cohost' }), person('a')], { rules: rules({ chime }) });

describe('sounds', () => {
  it('of coming and leaving are heard by whom the meeting says', () => {
    for (const message of [joins(person('b')), { type: 'left', id: 'a', reason: 'left' } as const]) {
      const name = message.type === 'joined' ? 'entry' : 'leave';
      expect(heard(guest('everyone'), message)).toBe(name);
      expect(heard(guest('host'), message)).toBeNull();
      expect(heard(host('host'), message)).toBe(name);
      expect(heard(host('off'), message)).toBeNull();
    }
  });

  it('are not made for an audience', () => {
    expect(heard(guest('everyone'), joins(person('b', { role: 'attendee' })))).toBeNull();
  });

  it('of a knock are heard once', () => {
    const waiting = {
      id: 'w',
      name: 'W',
      way: 'link' as const,
      account: false,
      since: null,
      connected: true,
    };
    const meeting = host('off');
    const knocked: ServerMessage = { type: 'knocked', waiting };
    expect(heard(meeting, knocked)).toBe('knock');
    expect(heard(reduce(meeting, knocked)!, knocked)).toBeNull();
  });

  it('of a hand are the hosts’', () => {
    const message: ServerMessage = {
      type: 'changed',
      participant: person('a', { hand: '2026-01-01T10:00:00Z' }),
    };
    expect(heard(host('off'), message)).toBe('hand');
    expect(heard(guest('everyone'), message)).toBeNull();
  });

  it('are quiet when there is more than one in a second', () => {
    const hush = new Hush();
    expect([0, 100, 900, 1_950, 2_000].map((at) => hush.passes('entry', at))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(hush.passes('knock', 2_000)).toBe(true);
  });
});
