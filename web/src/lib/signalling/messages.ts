// SPDX-License-Identifier: Apache-2.0
import * as v from 'valibot';
import { isForWorker } from '../e2ee';

/** The messages of docs/protocol.md. What the server says is checked, not cast: a message that is not one is dropped. */

const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(128));

export const Source = v.picklist(['camera', 'screen', 'microphone', 'screen-audio']);
export const VideoSource = v.picklist(['camera', 'screen']);

export const Kind = v.picklist(['browser', 'desktop', 'phone', 'room', 'recorder']);

export const Participant = v.object({
  id,
  csrc: v.number(),
  name: text(256),
  role: v.picklist(['host', 'participant']),
  kind: v.nullish(Kind, 'browser'),
  /** A signed-in subscriber of this installation, as the server says. */
  account: v.nullish(v.boolean(), false),
  connected: v.boolean(),
  microphone: v.boolean(),
  camera: v.boolean(),
  screen: v.boolean(),
});

export const Slot = v.object({ mid: text(32), participant: id, source: Source });

/** Who may write: everybody; hosts to everybody and others to hosts; nobody. */
export const ChatPolicy = v.picklist(['everyone', 'host', 'off']);

const MeetingFacts = v.object({
  number: text(32),
  title: v.nullish(text(512), ''),
  startedAt: v.nullish(v.union([v.string(), v.number()]), null),
  chat: v.nullish(ChatPolicy, 'everyone'),
  chatLocked: v.nullish(v.boolean(), false),
  endpointsOnly: v.nullish(v.boolean(), false),
  linkBound: v.nullish(v.boolean(), false),
  passcode: v.nullish(v.boolean(), true),
  postQuantum: v.nullish(v.boolean(), false),
});

export const ServerMessage = v.variant('type', [
  v.object({ type: v.literal('waiting'), for: v.string(), resume: v.nullish(text(4096), null) }),
  v.object({ type: v.literal('ready'), meeting: MeetingFacts, resume: v.nullish(text(4096), null) }),
  v.object({
    type: v.literal('admitted'),
    participant: id,
    resume: text(4096),
    media: id,
    meeting: MeetingFacts,
    roster: v.pipe(v.array(Participant), v.maxLength(5000)),
  }),
  v.object({ type: v.literal('settings'), chat: ChatPolicy, endpointsOnly: v.boolean() }),
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
export type ChatPolicy = v.InferOutput<typeof ChatPolicy>;
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
  | { type: 'settings'; chat?: ChatPolicy; endpointsOnly?: boolean }
  | { type: 'trouble'; slots: number; frames: number }
  | { type: `mls-${string}` }
  | { type: 'leave' }
  | { type: 'end' }
  | { type: 'ping'; t: number };

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
