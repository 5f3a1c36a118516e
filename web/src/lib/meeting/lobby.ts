// SPDX-License-Identifier: Apache-2.0
import type { Removal, ServerMessage, Waiter } from '../signalling/messages';

/** What hosts and co-hosts know of those outside. */
export type Lobby = {
  /** In the order in which they came. */
  waiting: readonly Waiter[];
  removed: readonly Removal[];
  /** How many were turned away since the meeting was started. */
  tried: number;
};

export const emptyLobby: Lobby = { waiting: [], removed: [], tried: 0 };

export function reduceLobby(
  lobby: Lobby,
  message: Extract<ServerMessage, { type: 'lobby' | 'knocked' | 'unknocked' | 'tried' }>,
): Lobby {
  switch (message.type) {
    case 'lobby':
      return { waiting: message.waiting, removed: message.removed, tried: message.tried };
    case 'knocked': {
      const { waiting } = message;
      const known = lobby.waiting.some((w) => w.id === waiting.id);
      return {
        ...lobby,
        waiting: known
          ? lobby.waiting.map((w) => (w.id === waiting.id ? waiting : w))
          : [...lobby.waiting, waiting],
      };
    }
    case 'unknocked':
      return { ...lobby, waiting: lobby.waiting.filter((w) => w.id !== message.id) };
    case 'tried':
      return { ...lobby, tried: message.tried };
  }
}
