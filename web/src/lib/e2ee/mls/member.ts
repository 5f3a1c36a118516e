// SPDX-License-Identifier: Apache-2.0
/**
 * A member of an MLS group: the one interface of ours to the MLS library. Nothing else imports it.
 *
 * Every operation on a member runs alone: calls are queued. A commit of one's own is kept aside until the delivery service
 * says that it won. What fails leaves the state as it was.
 */
import type { Bytes } from '../bytes';
import type { Identity } from './identity';

export interface Leaf extends Identity {
  readonly index: number;
  readonly fingerprint: string;
}

/** A group at one epoch, as everybody in it sees it. */
export interface GroupView {
  readonly epoch: number;
  readonly ownLeaf: number;
  readonly leaves: readonly Leaf[];
  /** The group's keys hold against quantum computers, too: what the group is, not what anybody says. */
  readonly postQuantum: boolean;
  /** Six groups of five digits, the same for everyone in the epoch (docs/end-to-end.md). */
  readonly safetyCode: string;
}

export interface Commit {
  readonly commit: Bytes;
  readonly welcome?: Bytes;
}

export type Applied = { readonly kind: 'applied'; readonly removed: boolean } | { readonly kind: 'left' };

export interface Received {
  /** Who sent it, by the signature that was checked: not what the server says. */
  readonly from: Identity;
  readonly epoch: number;
  readonly text: string;
}

export interface MlsMember {
  readonly groupId: Bytes;
  readonly epoch: number;
  view(): GroupView;
  /** The public tree, as the delivery service keeps it for newcomers. */
  ratchetTree(): Bytes;
  /** RFC 9605 §5.2: MLS-Exporter("SFrame 1.0 Base Key", "", 16) of the current epoch. */
  sframeBaseKey(): Promise<Bytes>;
  /** Commits exactly these proposals of the delivery service; the new state waits for {@link apply}. */
  commit(proposals: readonly Bytes[], path: boolean): Promise<Commit>;
  /** Checks and applies the commit that won; `left` when it removes this member. */
  apply(proposals: readonly Bytes[], commit: Bytes): Promise<Applied>;
  encrypt(text: string): Promise<Bytes>;
  decrypt(message: Bytes): Promise<Received>;
  /** A note that only `participant` can read. */
  sealNote(participant: string, text: string): Promise<Bytes>;
  openNote(note: Bytes): Promise<Received>;
  /** Drops what is kept of the epoch before. */
  forgetOldEpochs(): void;
  /** Overwrites the secrets; the member is of no use afterwards. */
  close(): void;
}

/** Why something was not accepted; safe to show and to log. */
export class MlsError extends Error {
  override name = 'MlsError';
}

export interface Expected {
  readonly groupId: Bytes;
  readonly externalSender: Bytes;
  /** The link's PSK, where the meeting is bound to its link. */
  readonly linkPsk?: Bytes;
}
