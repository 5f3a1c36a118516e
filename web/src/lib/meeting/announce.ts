// SPDX-License-Identifier: Apache-2.0
import { m } from '../../paraglide/messages';
import type { ServerMessage } from '../signalling/messages';
import type { Meeting } from './state';

/** What a screen reader is to say of a message, or null. One polite sentence, and nothing twice. */
export function announce(
  message: ServerMessage,
  before: Meeting | null,
  after: Meeting | null,
): string | null {
  const self = after?.self;
  switch (message.type) {
    case 'admitted':
      return before === null ? m.heard_in() : null;
    case 'joined':
      // An audience comes and goes, and its members are not named to each other.
      return message.participant.id === self || message.participant.role === 'attendee'
        ? null
        : m.heard_joined({ name: message.participant.name });
    case 'left': {
      const who = before?.roster.find((p) => p.id === message.id);
      return who && who.id !== self && who.role !== 'attendee' ? m.heard_left({ name: who.name }) : null;
    }
    case 'changed': {
      const { id, name, screen, hand } = message.participant;
      const was = before?.roster.find((p) => p.id === id);
      if (!was) return null;
      if (was.hand === null && hand !== null) return id === self ? m.heard_hand_up() : m.heard_hand({ name });
      if (id === self) return was.hand !== null && hand === null ? m.heard_hand_down() : null;
      if (was.screen === screen) return null;
      return screen ? m.heard_sharing({ name }) : m.heard_sharing_ended({ name });
    }
    case 'knocked': {
      const { id, name } = message.waiting;
      return before?.lobby.waiting.some((w) => w.id === id) ? null : m.heard_knock({ name });
    }
    case 'settings': {
      const was = before?.rules;
      if (!was) return null;
      // That everything is stopped stands in a notice, which is heard by itself.
      if (was.halted !== message.rules.halted) return message.rules.halted ? null : m.heard_lifted();
      if (was.locked === message.rules.locked) return null;
      return message.rules.locked ? m.heard_locked() : m.heard_unlocked();
    }
    default:
      return null;
  }
}
