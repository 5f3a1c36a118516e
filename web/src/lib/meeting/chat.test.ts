// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Participant } from '../signalling/messages';
import {
  ask,
  type Chat,
  hear,
  peopleToAsk,
  interrupted,
  judge,
  noChat,
  questions,
  recipients,
  say,
  withdraw,
} from './chat';
import type { ChatPolicy } from '../signalling/settings';
import { meetingOf, rules } from './testing';

const person = (id: string, name: string, role: 'host' | 'participant' = 'participant'): Participant => ({
  id,
  csrc: 1,
  name,
  role,
  kind: 'browser',
  account: false,
  connected: true,
  microphone: false,
  camera: false,
  screen: false,
  hand: null,
});
const ada = person('a', 'Ada', 'host');
const lin = person('l', 'Lin');
const roster = [ada, lin];

const received = (chat: Chat, text: string, isPrivate = false) =>
  hear(chat, { at: 'received', sequence: 1, from: 'l', text, private: isPrivate }, roster, 'a', 0);
const texts = (chat: Chat) => chat.lines.map((l) => `${l.text} ${l.state}`);

describe('the chat', () => {
  it('puts an own message where the server has ordered it, once it has', () => {
    let chat = say(noChat, 'mine', ada, undefined, 0);
    chat = received(chat, 'theirs');
    expect(texts(chat)).toEqual(['mine pending', 'theirs sent']);
    chat = hear(chat, { at: 'sent', id: 1, sequence: 2 }, roster, 'a', 0);
    expect(texts(chat)).toEqual(['theirs sent', 'mine sent']);
  });

  it('says why a message was not sent, and lets it be tried again', () => {
    let chat = say(noChat, 'mine', ada, lin, 0);
    chat = hear(chat, { at: 'failed', id: 1, reason: 'not-allowed' }, roster, 'a', 0);
    expect(chat.lines[0]).toMatchObject({ state: 'failed', reason: 'not-allowed', to: { id: 'l' } });
    expect(withdraw(chat, chat.lines[0]!.key).lines).toEqual([]);
  });

  it('keeps the name of somebody who left, and who a private message is for', () => {
    const chat = received(noChat, 'psst', true);
    expect(chat.lines[0]).toMatchObject({ name: 'Lin', own: false, to: { id: 'a', name: 'Ada' } });
    expect(chat.received).toBe(1);
  });

  it('fails what was on its way when the connection is gone', () => {
    expect(texts(interrupted(say(noChat, 'mine', ada, undefined, 0)))).toEqual(['mine failed']);
  });

  it('forgets the oldest of very many', () => {
    let chat = noChat;
    for (let i = 0; i < 1_100; i++) chat = received(chat, `${i}`);
    expect(chat.lines).toHaveLength(1_000);
    expect(chat.received).toBe(1_100);
  });
});

describe('who may be written to', () => {
  const phone: Participant = { ...person('p', 'Phone'), kind: 'phone' };
  const meeting = (self: string, chat: ChatPolicy) =>
    meetingOf([...roster, phone], { self, rules: rules({ chat }) });
  const names = (self: string, chat: ChatPolicy) => {
    const { everyone, people } = recipients(meeting(self, chat));
    return [everyone, ...people.map((p) => p.name)];
  };

  it('is everybody who can read it, as the meeting allows', () => {
    expect(names('l', 'everyone')).toEqual([true, 'Ada']);
    expect(names('l', 'host')).toEqual([false, 'Ada']);
    expect(names('a', 'host')).toEqual([true, 'Lin']);
    expect(names('a', 'off')).toEqual([false]);
  });
});

describe('questions of a webinar’s attendees', () => {
  const eve: Participant = { ...lin, id: 'e', name: 'Eve', role: 'attendee' };
  const max: Participant = { ...ada, id: 'm', name: 'Max', role: 'cohost' };
  const here = [ada, max, lin, eve];
  const audience = (chat: ChatPolicy, self = 'e') =>
    meetingOf(here, { self, webinar: true, rules: rules({ chat }) });

  it('go to hosts, and to panelists who may be written to, by attendees alone, unless chat is off', () => {
    const names = (policy: ChatPolicy, self?: string) =>
      peopleToAsk(audience(policy, self)).map((p) => p.name);
    expect(names('everyone')).toEqual(['Ada', 'Max', 'Lin']);
    expect(names('host')).toEqual(['Ada', 'Max']);
    expect(names('off')).toEqual([]);
    expect(names('everyone', 'l')).toEqual([]);
    expect(peopleToAsk({ ...audience('everyone'), webinar: false })).toEqual([]);
  });

  it('are one line for who asks, and a number of notes', () => {
    const chat = ask(noChat, 'When?', eve, [ada, max], 0);
    expect(chat.lines).toMatchObject([{ text: 'When?', asked: true, to: { id: 'a' }, state: 'pending' }]);
    expect(chat.next).toBe(3);
    const sent = hear(
      hear(chat, { at: 'sent', id: 2, sequence: 1 }, here, 'e', 0),
      { at: 'sent', id: 1, sequence: 2 },
      here,
      'e',
      0,
    );
    expect(texts(sent)).toEqual(['When? sent']);
  });

  it('are known by who asks, and judged by each on stage', () => {
    const asks = (from: string, self: string, isPrivate = true) =>
      questions(
        hear(noChat, { at: 'received', sequence: 1, from, text: 'When?', private: isPrivate }, here, self, 0),
      );
    expect(asks('e', 'a')).toMatchObject([{ question: 'open' }]);
    expect(asks('e', 'l')).toMatchObject([{ question: 'open' }]);
    expect([asks('l', 'a'), asks('a', 'e'), asks('e', 'a', false)]).toEqual([[], [], []]);
    const chat = hear(
      noChat,
      { at: 'received', sequence: 1, from: 'e', text: 'When?', private: true },
      here,
      'a',
      0,
    );
    expect(questions(judge(chat, chat.lines[0]!.key, 'answered'))).toMatchObject([{ question: 'answered' }]);
  });
});
