// SPDX-License-Identifier: Apache-2.0
import type { Askable, Participant, Role, Stoppable } from '../signalling/messages';
import type { ChatPolicy } from '../signalling/settings';
import { instant, leads, ownOf, type Meeting } from './state';

/** What one may do to somebody, as the server sees it too ("The host's controls" in docs/protocol.md). It decides; this only shows. */
export type Powers = {
  stop: readonly Stoppable[];
  ask: readonly Askable[];
  roles: readonly Role[];
  hold: boolean;
  remove: boolean;
  spotlight: boolean;
  lowerHand: boolean;
  rename: boolean;
  report: boolean;
};

const NONE: Powers = {
  stop: [],
  ask: [],
  roles: [],
  hold: false,
  remove: false,
  spotlight: false,
  lowerHand: false,
  rename: false,
  report: false,
};

export function powersOver(meeting: Meeting, person: Participant): Powers {
  const me = ownOf(meeting);
  const self = person.id === meeting.self;
  if (me === undefined) return NONE;
  if (!leads(me))
    return {
      ...NONE,
      rename: self && mayRename(meeting),
      report: !self && person.name !== '',
    };
  const host = me.role === 'host';
  // Nobody but a host acts on a host.
  const over = host || person.role !== 'host';
  const sends = person.role !== 'attendee';
  return {
    stop:
      self || !over ? [] : (['microphone', 'camera', 'screen'] as const).filter((source) => person[source]),
    ask:
      self || !over || !sends ? [] : (['microphone', 'camera'] as const).filter((source) => !person[source]),
    roles: host ? rolesFor(meeting, person) : [],
    hold: !self && over,
    remove: !self && over,
    spotlight: sends,
    lowerHand: !self && over && person.hand !== null,
    rename: over,
    report: false,
  };
}

/** A host may step down where another host is. */
function rolesFor({ roster, self, webinar }: Meeting, person: Participant): Role[] {
  const others = roster.some((p) => p.role === 'host' && p.id !== person.id);
  if (person.id === self) return others ? ['cohost', 'participant'] : [];
  const all: Role[] = ['host', 'cohost', 'participant', ...(webinar ? (['attendee'] as const) : [])];
  return all.filter((role) => role !== person.role);
}

export const mayRename = (meeting: Meeting): boolean =>
  leads(ownOf(meeting)) || (!meeting.named && meeting.rules.settings.rename === 'everyone');

/** Whether one's own microphone, camera or share may be on, not counting what a host has asked for. */
export function maySend(meeting: Meeting, source: Stoppable): boolean {
  const me = ownOf(meeting);
  const { rules } = meeting;
  if (me === undefined || leads(me)) return true;
  if (me.role === 'attendee' || rules.halted) return false;
  const setting = source === 'microphone' ? 'unmute' : source === 'camera' ? 'video' : 'share';
  return rules.settings[setting] === 'everyone';
}

/** An attendee of a webinar hears and sees, and sends no media whatever is set. */
export const sendsNothing = (meeting: Meeting): boolean => ownOf(meeting)?.role === 'attendee';

/** Who may write just now. While everything is stopped, nobody. */
export const chatPolicy = ({ rules }: Pick<Meeting, 'rules'>): ChatPolicy =>
  rules.halted ? 'off' : rules.settings.chat;

/** How the list stands: raised hands first, the longest up first; then as people came; an audience last. */
export function listOrder({ roster }: Pick<Meeting, 'roster'>): Participant[] {
  const up = (p: Participant) => (p.hand === null ? Infinity : (instant(p.hand) ?? Number.MAX_VALUE));
  const seat = (p: Participant) => (p.role === 'attendee' ? 1 : 0);
  const before = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
  return [...roster].sort((a, b) => before(up(a), up(b)) || before(seat(a), seat(b)));
}
