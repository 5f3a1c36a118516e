// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Participant } from '../signalling/messages';
import { type Chat, hear, interrupted, noChat, recipients, say, withdraw } from './chat';
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
