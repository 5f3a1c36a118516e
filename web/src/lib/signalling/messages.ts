// SPDX-License-Identifier: Apache-2.0
import * as v from 'valibot';
import { isForWorker } from '../e2ee';
import type { Playback } from '../media/playback';
import { Rules, type Settings } from './settings';

/** The messages of docs/protocol.md. What the server says is checked, not cast: a message that is not one is dropped. */

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

export const Source = v.picklist(['camera', 'screen', 'microphone', 'screen-audio']);
export const VideoSource = v.picklist(['camera', 'screen']);

export const Kind = v.picklist(['browser', 'desktop', 'phone', 'room', 'recorder']);

export const Role = v.picklist(['host', 'cohost', 'participant', 'attendee']);

/** Of attendees of a webinar other attendees are told `id` and `csrc` alone; all that is left out stands for nothing. */
export const Participant = v.object({
  id,
  csrc: v.number(),
  name: v.nullish(text(256), ''),
  role: v.nullish(Role, 'attendee'),
  kind: v.nullish(Kind, 'browser'),
  /** A signed-in subscriber of this installation, as the server says. */
  account: v.nullish(v.boolean(), false),
  connected: v.nullish(v.boolean(), true),
  microphone: v.nullish(v.boolean(), false),
  camera: v.nullish(v.boolean(), false),
  screen: v.nullish(v.boolean(), false),
  /** Since when the hand is up; null: it is down. */
  hand: v.nullish(v.union([text(64), v.number()]), null),
});

export const Slot = v.object({ mid: text(32), participant: id, source: Source });

/** Who waits until a host lets them in. */
export const Waiter = v.object({
  id,
  name: text(256),
  way: v.fallback(v.picklist(['link', 'number', 'account', 'host-link', 'registration']), 'link'),
  /** Signed in here. */
  account: v.nullish(v.boolean(), false),
  since: v.nullish(v.union([text(64), v.number()]), null),
  connected: v.nullish(v.boolean(), true),
});

/** Who is kept out. `id` is the removal's, not the person's. */
export const Removal = v.object({
  id,
  name: text(256),
  at: v.nullish(v.union([text(64), v.number()]), null),
});

const tally = v.pipe(v.number(), v.integer(), v.minValue(0));

const MeetingFacts = v.object({
  number: text(32),
  title: v.nullish(text(512), ''),
  startedAt: v.nullish(v.union([v.string(), v.number()]), null),
  webinar: v.nullish(v.boolean(), false),
  linkBound: v.nullish(v.boolean(), false),
  passcode: v.nullish(v.boolean(), true),
  postQuantum: v.nullish(v.boolean(), false),
  rules: v.nullish(Rules, {}),
});

export const ServerMessage = v.variant('type', [
  v.object({ type: v.literal('waiting'), for: v.string(), resume: v.nullish(text(4096), null) }),
  v.object({ type: v.literal('ready'), meeting: MeetingFacts, resume: v.nullish(text(4096), null) }),
  v.object({
    type: v.literal('admitted'),
    participant: id,
    resume: text(4096),
    media: id,
    named: v.nullish(v.boolean(), false),
    meeting: MeetingFacts,
    roster: v.pipe(v.array(Participant), v.maxLength(5000)),
    relay: v.optional(v.object({ username: text(100), credential: text(100) })),
  }),
  v.object({ type: v.literal('settings'), rules: Rules }),
  v.object({ type: v.literal('meeting'), meeting: MeetingFacts }),
  v.object({
    type: v.literal('lobby'),
    waiting: v.pipe(v.array(Waiter), v.maxLength(5000)),
    removed: v.pipe(v.array(Removal), v.maxLength(5000)),
    tried: v.nullish(tally, 0),
  }),
  v.object({ type: v.literal('knocked'), waiting: Waiter }),
  v.object({ type: v.literal('unknocked'), id }),
  v.object({ type: v.literal('tried'), tried: tally }),
  v.object({ type: v.literal('notice'), text: text(2000) }),
  v.object({
    type: v.literal('stopped'),
    source: v.picklist(['microphone', 'camera', 'screen']),
    by: v.nullish(id, null),
  }),
  v.object({
    type: v.literal('asked'),
    source: v.picklist(['microphone', 'camera']),
    by: v.nullish(id, null),
  }),
  v.object({ type: v.literal('reported'), participant: id, by: v.nullish(id, null), text: text(4000) }),
  v.object({ type: v.literal('joined'), participant: Participant }),
  v.object({ type: v.literal('left'), id, reason: v.string() }),
  v.object({ type: v.literal('changed'), participant: Participant }),
  v.object({ type: v.literal('answer'), id: v.number(), sdp: v.string() }),
  v.object({ type: v.literal('offer-wanted'), reason: v.nullish(v.string(), '') }),
  v.object({ type: v.literal('slots'), slots: v.pipe(v.array(Slot), v.maxLength(200)) }),
  v.object({ type: v.literal('speakers'), participants: v.pipe(v.array(id), v.maxLength(100)) }),
  v.object({
    type: v.literal('quality'),
    participant: id,
    level: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3)),
  }),
  v.object({ type: v.literal('ended'), reason: v.string() }),
  v.object({
    type: v.literal('error'),
    code: v.string(),
    detail: v.nullish(v.string(), ''),
    re: v.nullish(v.string(), null),
    id: v.nullish(v.number(), null),
  }),
  v.object({ type: v.literal('pong'), t: v.number() }),
]);

export type Kind = v.InferOutput<typeof Kind>;
export type Role = v.InferOutput<typeof Role>;
export type Waiter = v.InferOutput<typeof Waiter>;
export type Removal = v.InferOutput<typeof Removal>;
export type Participant = v.InferOutput<typeof Participant>;
export type Slot = v.InferOutput<typeof Slot>;
export type VideoSource = v.InferOutput<typeof VideoSource>;
export type Source = v.InferOutput<typeof Source>;
/** `mls`: of the delivery service, for the encryption worker, which checks it. */
export type ServerMessage = v.InferOutput<typeof ServerMessage> | { type: 'mls'; message: object };

export type Wanted = { participant: string; source: VideoSource; height: number };

export type ClientMessage =
  | { type: 'hello'; ticket: string }
  | { type: 'hello'; resume: string; media?: string }
  | { type: 'start' }
  | { type: 'offer'; id: number; sdp: string; tracks: Record<string, Source> }
  | { type: 'state'; microphone: boolean; camera: boolean; screen: boolean }
  | { type: 'view'; wanted: Wanted[] }
  | ({ type: 'settings' } & Partial<Settings>)
  | Command
  | { type: 'trouble'; slots: number; frames: number }
  | ({ type: 'playback' } & Playback)
  | { type: `mls-${string}` }
  | { type: 'leave' }
  | { type: 'end' }
  | { type: 'ping'; t: number };

/** What can be switched off by a host, and what can be asked for. */
export type Stoppable = 'microphone' | 'camera' | 'screen';
export type Askable = 'microphone' | 'camera';

/** What people do to each other: "The host's controls", hands, names and reports. */
export type Command =
  | { type: 'admit'; participant?: string }
  | { type: 'refuse'; participant?: string }
  | { type: 'hold'; participant: string }
  | { type: 'remove'; participant: string; keepOut: boolean }
  | { type: 'lift'; removal: string }
  | { type: 'lock'; locked: boolean }
  | { type: 'stop'; source: Stoppable; participant?: string }
  | { type: 'ask'; source: Askable; participant: string }
  | { type: 'role'; participant: string; role: Role }
  | { type: 'spotlight'; participants: string[] }
  | { type: 'halt'; halted: boolean }
  | { type: 'notice'; text: string }
  | { type: 'hand'; raised: boolean; participant?: string }
  | { type: 'rename'; name: string; participant?: string }
  | { type: 'report'; participant: string; text: string };

export type Hello = Extract<ClientMessage, { type: 'hello' }>;

/** The message in a frame, or null when it is not one that this client knows. */
export function decode(frame: unknown): ServerMessage | null {
  if (typeof frame !== 'string') return null;
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return null;
  }
  if (isMls(json)) return { type: 'mls', message: json };
  const read = v.safeParse(ServerMessage, json);
  return read.success ? read.output : null;
}

function isMls(json: unknown): json is object {
  return (
    typeof json === 'object' &&
    json !== null &&
    'type' in json &&
    typeof json.type === 'string' &&
    isForWorker({ type: json.type })
  );
}
