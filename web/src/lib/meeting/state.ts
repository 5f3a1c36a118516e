// SPDX-License-Identifier: Apache-2.0
import type { Participant, ServerMessage, Slot, Source } from '../signalling/messages';
import type { Rules } from '../signalling/settings';
import { emptyLobby, type Lobby, reduceLobby } from './lobby';

/** 0 lost, 1 poor, 2 fair, 3 good. */
export type Quality = 0 | 1 | 2 | 3;

/** What a participant knows of the meeting. A pure value: each message gives the next one. */
export type Meeting = {
  self: string;
  number: string;
  title: string;
  /** Milliseconds since 1970, or null when the server did not say. */
  startedAt: number | null;
  /** In order of arrival, which is the order of the tiles: people do not jump. */
  roster: Participant[];
  slots: Slot[];
  /** The loudest first. */
  speakers: string[];
  quality: Record<string, Quality>;
  /** What holds just now. */
  rules: Rules;
  /** Who comes by link or number is an attendee. */
  webinar: boolean;
  /** Who waits and who is kept out. Told to hosts and co-hosts alone; empty for all others. */
  lobby: Lobby;
  /** As the server says; what this browser's group is stands in its roster. */
  linkBound: boolean;
  postQuantum: boolean;
  /** Number and passcode open it, too. */
  passcode: boolean;
  /** One came by a link of one's own, under the name that the host gave it. */
  named: boolean;
};

export function reduce(state: Meeting | null, message: ServerMessage): Meeting | null {
  switch (message.type) {
    case 'admitted':
      return {
        self: message.participant,
        number: message.meeting.number,
        title: message.meeting.title,
        startedAt: instant(message.meeting.startedAt),
        roster: keepOrder(state?.roster ?? [], message.roster),
        slots: state?.slots ?? [],
        speakers: [],
        quality: {},
        rules: message.meeting.rules,
        webinar: message.meeting.webinar,
        lobby: state?.lobby ?? emptyLobby,
        linkBound: message.meeting.linkBound,
        postQuantum: message.meeting.postQuantum,
        passcode: message.meeting.passcode,
        named: message.named,
      };
    case 'joined':
    case 'changed':
      return state && demoted({ ...state, roster: put(state.roster, message.participant) });
    case 'waiting':
      // Put back, or never in: nothing of the meeting is known any more.
      return null;
    case 'lobby':
    case 'knocked':
    case 'unknocked':
    case 'tried':
      return state && { ...state, lobby: reduceLobby(state.lobby, message) };
    case 'left': {
      if (!state) return state;
      const quality = { ...state.quality };
      delete quality[message.id];
      return {
        ...state,
        roster: state.roster.filter((p) => p.id !== message.id),
        slots: state.slots.filter((s) => s.participant !== message.id),
        speakers: state.speakers.filter((id) => id !== message.id),
        quality,
      };
    }
    case 'settings':
      return state && { ...state, rules: message.rules };
    case 'meeting': {
      const { number, title, rules } = message.meeting;
      return state && { ...state, number, title, rules };
    }
    case 'slots':
      return state && { ...state, slots: message.slots };
    case 'speakers':
      return state && { ...state, speakers: message.participants };
    case 'quality':
      return (
        state && { ...state, quality: { ...state.quality, [message.participant]: message.level as Quality } }
      );
    default:
      return state;
  }
}

export function participant(state: Meeting, id: string): Participant | undefined {
  return state.roster.find((p) => p.id === id);
}

export function slotOf(state: Meeting, id: string, source: Source): string | null {
  return state.slots.find((s) => s.participant === id && s.source === source)?.mid ?? null;
}

/** Who has a tile: attendees of a webinar send nothing. */
export const onStage = (state: Meeting): Participant[] => state.roster.filter((p) => p.role !== 'attendee');

/** Who shares a screen, the last to begin last. */
export function sharers(state: Meeting): Participant[] {
  return state.roster.filter((p) => p.screen);
}

/** Who is no host any more is told nothing of those who wait, and forgets what was told. */
function demoted(state: Meeting): Meeting {
  return leads(ownOf(state)) ? state : { ...state, lobby: emptyLobby };
}

export const leads = (person: Pick<Participant, 'role'> | undefined): boolean =>
  person?.role === 'host' || person?.role === 'cohost';

export const ownOf = (state: Meeting): Participant | undefined => participant(state, state.self);

function put(roster: Participant[], one: Participant): Participant[] {
  return roster.some((p) => p.id === one.id)
    ? roster.map((p) => (p.id === one.id ? one : p))
    : [...roster, one];
}

/** After a reconnection: who was here keeps the place, who is new comes after. */
function keepOrder(before: Participant[], now: Participant[]): Participant[] {
  const place = new Map(before.map((p, i) => [p.id, i]));
  const last = before.length;
  return [...now].sort((a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last));
}

/** A moment as the server says it, in milliseconds since 1970. */
export function instant(value: string | number | null): number | null {
  if (value === null) return null;
  const time = typeof value === 'number' ? value : Date.parse(value);
  return Number.isFinite(time) ? time : null;
}
