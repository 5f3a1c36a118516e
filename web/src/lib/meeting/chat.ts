// SPDX-License-Identifier: Apache-2.0
import type { ChatEvent } from '../e2ee';
import type { Participant } from '../signalling/messages';
import { chatPolicy } from './powers';
import { leads, ownOf, type Meeting } from './state';

/** One message of the chat. In memory alone: it ends with the page. */
export type Line = {
  key: string;
  /** Milliseconds since 1970, by this device's clock. */
  at: number;
  from: string;
  /** As it was when the message came: people leave, what they wrote stays. */
  name: string;
  text: string;
  own: boolean;
  /** For one person alone: who it is for. */
  to?: { id: string; name: string };
  /** One's own question to all on a webinar's stage. `to` is the first of them. */
  asked?: true;
  /** An attendee's question, and what this person on stage has made of it: each for oneself. */
  question?: 'open' | 'answered' | 'dismissed';
  state: 'pending' | 'sent' | 'failed';
  reason?: string;
};

/** The oldest are forgotten: a page must not grow without end. */
const MOST_LINES = 1_000;
/** So that a message fits into what the server takes, whatever script it is written in. */
export const MOST_CHARACTERS = 3_000;

/** `received` counts what others wrote: whoever shows the chat knows by it what is new. */
export type Chat = { lines: readonly Line[]; next: number; received: number };

export const noChat: Chat = { lines: [], next: 1, received: 0 };

type Person = { id: string; name: string };

/** One's own message, on its way. Its id for the worker is the chat's `next` before. */
export function say(chat: Chat, text: string, self: Person, to: Person | undefined, at: number): Chat {
  const line: Line = {
    key: ownKey(chat.next),
    at,
    from: self.id,
    name: self.name,
    text,
    own: true,
    state: 'pending',
    ...(to && { to: { id: to.id, name: to.name } }),
  };
  return { ...chat, lines: add(chat.lines, line), next: chat.next + 1 };
}

/**
 * A question to hosts and panelists of a webinar: a private note to each, because nobody else is to read it. Their ids for the worker are the
 * chat's `next` before and those that follow; how the first fares stands for all.
 */
export function ask(chat: Chat, text: string, self: Person, people: readonly Person[], at: number): Chat {
  const asked = say(chat, text, self, people[0], at);
  const lines = asked.lines.map((l): Line => (l.key === ownKey(chat.next) ? { ...l, asked: true } : l));
  return { ...asked, lines, next: chat.next + people.length };
}

export const questions = (chat: Chat): Line[] => chat.lines.filter((l) => l.question !== undefined);

export function judge(chat: Chat, key: string, question: Line['question']): Chat {
  return { ...chat, lines: chat.lines.map((l) => (l.key === key && l.question ? { ...l, question } : l)) };
}

/** What the worker tells. The server's order is the order in which its messages and acknowledgements come. */
export function hear(
  chat: Chat,
  event: ChatEvent,
  roster: readonly Participant[],
  self: string,
  at: number,
): Chat {
  const nameOf = (id: string) => roster.find((p) => p.id === id)?.name ?? '';
  switch (event.at) {
    case 'received': {
      const received = chat.received + 1;
      const person = (id: string) => roster.find((p) => p.id === id);
      const role = person(self)?.role;
      const asked = role !== undefined && role !== 'attendee';
      const question = event.private && person(event.from)?.role === 'attendee' && asked;
      const line: Line = {
        key: `heard-${received}`,
        at,
        from: event.from,
        name: nameOf(event.from),
        text: event.text,
        own: false,
        state: 'sent',
        ...(event.private && { to: { id: self, name: nameOf(self) } }),
        ...(question && { question: 'open' as const }),
      };
      return { ...chat, received, lines: add(chat.lines, line) };
    }
    case 'sent':
      return settle(chat, event.id);
    case 'failed':
      return change(chat, event.id, { state: 'failed', reason: event.reason });
  }
}

/** Whatever was on its way may be lost: the worker is gone, or the connection for good. */
export function interrupted(chat: Chat): Chat {
  const lines = chat.lines.map((l): Line =>
    l.state === 'pending' ? { ...l, state: 'failed', reason: 'connection' } : l,
  );
  return { ...chat, lines };
}

/** A failed message is tried again as a new one. */
export function withdraw(chat: Chat, key: string): Chat {
  return { ...chat, lines: chat.lines.filter((l) => l.key !== key) };
}

/** To whom this person may write: to `everyone`, to some alone, or to nobody. */
export function recipients(meeting: Meeting): { everyone: boolean; people: Participant[] } {
  const { roster, self } = meeting;
  // Attendees of a webinar are not listed to each other.
  const others = roster.filter(
    (p) => p.id !== self && p.name !== '' && (p.kind === 'browser' || p.kind === 'desktop'),
  );
  const policy = chatPolicy(meeting);
  if (policy === 'off') return { everyone: false, people: [] };
  if (policy === 'everyone' || leads(ownOf(meeting))) return { everyone: true, people: others };
  return { everyone: false, people: others.filter(leads) };
}

/** Attendees come in numbers, those on stage do not: so many private notes go at once. */
const MOST_ASKED = 20;

/**
 * Whom an attendee of a webinar asks: hosts, co-hosts and, where attendees may write to all, panelists. Nobody else asks, and nobody
 * where the hosts have switched chat off.
 */
export function peopleToAsk(meeting: Meeting): Participant[] {
  if (!meeting.webinar || ownOf(meeting)?.role !== 'attendee') return [];
  const { people } = recipients(meeting);
  const panel = people.filter((p) => !leads(p) && p.role !== 'attendee');
  return [...people.filter(leads), ...panel].slice(0, MOST_ASKED);
}

/** Who has questions put to them: all on a webinar's stage. */
export const isAsked = (meeting: Meeting): boolean => {
  const role = ownOf(meeting)?.role;
  return meeting.webinar && role !== undefined && role !== 'attendee';
};

const ownKey = (id: number) => `own-${id}`;

/** Sent: it stands where the server has put it, after all that came before. */
function settle(chat: Chat, id: number): Chat {
  const line = chat.lines.find((l) => l.key === ownKey(id));
  if (!line) return chat;
  const rest = chat.lines.filter((l) => l !== line);
  const place = rest.findLastIndex((l) => l.state !== 'pending') + 1;
  return { ...chat, lines: [...rest.slice(0, place), { ...line, state: 'sent' }, ...rest.slice(place)] };
}

function change(chat: Chat, id: number, what: Partial<Line>): Chat {
  return { ...chat, lines: chat.lines.map((l) => (l.key === ownKey(id) ? { ...l, ...what } : l)) };
}

function add(lines: readonly Line[], line: Line): Line[] {
  return [...lines, line].slice(-MOST_LINES);
}

const OFF = 'parley.chat';

/** Whether this person wants chat at all: remembered for the next meeting, in this browser only. */
export function chatWanted(): boolean {
  try {
    return localStorage.getItem(OFF) !== 'off';
  } catch {
    return true;
  }
}

export function wantChat(wanted: boolean): void {
  try {
    localStorage.setItem(OFF, wanted ? 'on' : 'off');
  } catch {
    // Then it holds as long as the page.
  }
}
