// SPDX-License-Identifier: Apache-2.0
/** What page and worker say to each other. No key and no plaintext media crosses here. */
import type { PayloadTypes } from './frames/frame';
import type { OpenTrouble } from './frames/opener';
import type { SealTrouble } from './frames/sealer';
import type { FrameStats } from './frames/stats';
import type { Kind } from './mls/identity';
import type { Alarm, ChatEvent, Roster, SessionCounts, SessionState } from './session/events';
import type { ToServer } from './session/wire';
import type { Source } from './sframe/keyid';

export interface Slot {
  readonly slot: string;
  readonly participant: string;
  readonly source: Source;
}

export type ToWorker =
  /** Admitted, for the first time or after a reconnection. `link`: the part of the join link for `linkPsk`, where there is one. */
  | {
      readonly type: 'admitted';
      readonly participant: string;
      readonly kind: Kind;
      readonly link?: { readonly secret: Uint8Array; readonly bound: boolean };
      readonly postQuantum?: boolean;
    }
  /** Something seems to have been missed: ask for it. */
  | { readonly type: 'sync' }
  /** A message of the signalling connection; the worker takes those that are its own. */
  | { readonly type: 'signal'; readonly message: unknown }
  | { readonly type: 'chat'; readonly id: number; readonly text: string; readonly to?: string }
  /** Whom the page shows in which receiving slot; the whole list. Others are not opened. */
  | { readonly type: 'slots'; readonly slots: readonly Slot[] }
  | { readonly type: 'payload-types'; readonly types: PayloadTypes }
  | { readonly type: 'stats' }
  /** Answered by `pong`: a worker can be gone without a word. */
  | { readonly type: 'ping' }
  /** Left or ended: secrets are dropped. */
  | { readonly type: 'stop' };

export interface SlotTrouble {
  readonly why: OpenTrouble;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly frames: number;
}

export interface Stats {
  readonly session: SessionCounts | undefined;
  readonly sending: readonly (FrameStats & { readonly source: Source; readonly trouble?: SealTrouble })[];
  readonly receiving: readonly (FrameStats & { readonly slot: string; readonly trouble?: SlotTrouble })[];
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'pong' }
  /** For the signalling connection. */
  | { readonly type: 'send'; readonly message: ToServer }
  | { readonly type: 'state'; readonly state: SessionState }
  | { readonly type: 'roster'; readonly roster: Roster }
  | { readonly type: 'chat'; readonly event: ChatEvent }
  | { readonly type: 'alarm'; readonly alarm: Alarm }
  /** How a slot's frames are doing; `trouble` is missing when all is well. */
  | {
      readonly type: 'slot';
      readonly slot: string;
      readonly participant?: string;
      readonly trouble?: SlotTrouble;
    }
  /** Nothing of this source goes out, and why; or it goes again. */
  | { readonly type: 'sender'; readonly source: Source; readonly trouble?: SealTrouble }
  | { readonly type: 'stats'; readonly stats: Stats }
  /** A fault of ours: the page should say so and start anew. */
  | { readonly type: 'failed'; readonly detail: string };

/** Options of the RTCRtpScriptTransform. */
export type TransformOptions =
  { readonly side: 'send'; readonly source: Source } | { readonly side: 'receive'; readonly slot: string };
