// SPDX-License-Identifier: Apache-2.0
import type { Askable, Participant, ServerMessage, Stoppable } from '../signalling/messages';
import { type Meeting, ownOf } from './state';

/** What a person is told of what others did to them, until it is heeded or out of date. */
export type Told =
  | { what: 'stopped'; source: Stoppable }
  /** Switched on, and not allowed (any more). */
  | { what: 'closed'; source: Stoppable }
  | { what: 'not-allowed' }
  | { what: 'role'; role: 'host' | 'cohost' | 'participant' | 'attendee' }
  | { what: 'reported'; report: Report };

/** Somebody's behaviour, as told to the hosts. Names as they were. */
export type Report = { key: number; about: string; by: string; text: string; at: number };

export type Asked = { source: Askable; by: string };

const MOST_REPORTS = 50;

export function keepReport(
  reports: readonly Report[],
  message: Extract<ServerMessage, { type: 'reported' }>,
  { roster }: Meeting,
  at: number,
): Report[] {
  const nameOf = (id: string | null) => roster.find((p) => p.id === id)?.name ?? '';
  const report: Report = {
    key: (reports.at(-1)?.key ?? 0) + 1,
    about: nameOf(message.participant),
    by: nameOf(message.by),
    text: message.text,
    at,
  };
  return [...reports, report].slice(-MOST_REPORTS);
}

/** What a message says about oneself that one may not see at once, or null. */
export function toldBy(message: ServerMessage, before: Meeting | null): Told | null {
  switch (message.type) {
    case 'stopped':
      return { what: 'stopped', source: message.source };
    // A role may come with the whole state: whom one may see depends on it. It may also have changed while the connection was gone.
    case 'admitted':
      return promoted(
        before,
        message.roster.find((p) => p.id === message.participant),
      );
    case 'changed':
      return promoted(before, message.participant);
    case 'error':
      return message.code === 'not-allowed' && COMMANDS.has(message.re ?? '')
        ? { what: 'not-allowed' }
        : null;
    default:
      return null;
  }
}

function promoted(before: Meeting | null, now: Participant | undefined): Told | null {
  const was = before && ownOf(before);
  if (!was || was.id !== now?.id || was.role === now.role) return null;
  return { what: 'role', role: now.role };
}

/** What a person does by a click, and would wonder about if nothing came of it. */
const COMMANDS = new Set([
  'settings',
  'admit',
  'refuse',
  'hold',
  'remove',
  'lift',
  'lock',
  'stop',
  'ask',
  'role',
  'spotlight',
  'halt',
  'notice',
  'hand',
  'rename',
  'report',
  'end',
]);
