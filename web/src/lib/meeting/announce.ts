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
      return message.participant.id === self ? null : m.heard_joined({ name: message.participant.name });
    case 'left': {
      const who = before?.roster.find((p) => p.id === message.id);
      return who && who.id !== self ? m.heard_left({ name: who.name }) : null;
    }
    case 'changed': {
      const { id, name, screen } = message.participant;
      const was = before?.roster.find((p) => p.id === id);
      if (!was || id === self || was.screen === screen) return null;
      return screen ? m.heard_sharing({ name }) : m.heard_sharing_ended({ name });
    }
    default:
      return null;
  }
}
