// SPDX-License-Identifier: Apache-2.0
/** What a session tells: computed here, in the endpoint, never taken from the server's word. No secrets. */
import type { Leaf } from '../mls/member';

export interface RosterEntry extends Leaf {
  readonly self: boolean;
  /** Milliseconds since 1970, when this device saw it come in (or came in itself). */
  readonly since: number;
}

export interface Roster {
  readonly epoch: number;
  readonly members: readonly RosterEntry[];
  readonly safetyCode: string;
  /** Only who has the meeting's link can be in. */
  readonly linkBound: boolean;
  /** Keys hold against quantum computers, too. */
  readonly postQuantum: boolean;
}

/**
 * `joining`: no keys yet. `member`: can decrypt. `rejoining`: something was wrong, and it is coming in anew; nothing is sent meanwhile.
 * `out`: removed. `cannot`: this device can't take part, and why.
 */
export type SessionState =
  | { readonly at: 'joining' }
  | { readonly at: 'member' }
  | { readonly at: 'rejoining'; readonly why: string }
  | { readonly at: 'out' }
  | { readonly at: 'cannot'; readonly why: 'link' | 'clock' | 'refused' };

/** Something that an honest server would not do, or a member of ours. To be shown. */
export interface Alarm {
  readonly what:
    'bad-commit' | 'bad-proposals' | 'bad-welcome' | 'bad-message' | 'wrong-sender' | 'link-not-used';
  readonly detail: string;
}

export type ChatEvent =
  | {
      readonly at: 'received';
      readonly sequence: number;
      readonly from: string;
      readonly text: string;
      readonly private: boolean;
    }
  | { readonly at: 'sent'; readonly id: number; readonly sequence: number }
  | { readonly at: 'failed'; readonly id: number; readonly reason: string };

export interface SessionCounts {
  readonly commits: number;
  readonly commitsMade: number;
  readonly rejoins: number;
  readonly malformed: number;
  /** Milliseconds the last commit took to make or apply. */
  readonly lastCommitMillis: number;
}
