// SPDX-License-Identifier: Apache-2.0
import * as v from 'valibot';
import { bindTo, doorKey, drawSecret } from './links';
import { Challenge, solve } from './proof';
import { ORDINARY, Policy, type SettingName, type Settings } from './signalling/settings';

/** What the HTTP API answered: a value that was checked, or a status to explain. 0 is "no answer at all". */
export type Answer<T> = { ok: true; value: T } | Refusal;
type Refusal = { ok: false; status: number; retryAfter: number | null; challenge?: Challenge };

const Asked = v.object({ challenge: Challenge });
const Ticket = v.object({ ticket: v.string(), expiresIn: v.number() });
const Session = v.object({
  name: v.string(),
  operator: v.optional(v.boolean(), false),
  mail: v.optional(v.boolean(), false),
});
export const Invitation = v.object({
  number: v.string(),
  /** None for a link-bound meeting. */
  passcode: v.nullish(v.string(), null),
  title: v.nullish(v.string(), ''),
  joinUrl: v.string(),
  hostUrl: v.string(),
  linkBound: v.optional(v.boolean(), false),
  postQuantum: v.optional(v.boolean(), false),
  edition: v.optional(v.number(), 0),
});
export const Schedule = v.object({
  begins: v.string(),
  zone: v.string(),
  minutes: v.number(),
  rrule: v.nullish(v.string(), null),
  next: v.nullish(v.string(), null),
});
const MeetingRow = v.object({
  number: v.string(),
  title: v.nullish(v.string(), ''),
  createdAt: v.nullish(v.union([v.string(), v.number()]), ''),
  running: v.boolean(),
  participants: v.number(),
  linkBound: v.optional(v.boolean(), false),
  postQuantum: v.optional(v.boolean(), false),
  /** How many invitations have been drawn: a kept one that is not the newest leads nowhere. */
  edition: v.optional(v.number(), 0),
  personal: v.optional(v.boolean(), false),
  schedule: v.nullish(Schedule, null),
});
const Meetings = v.object({ meetings: v.array(MeetingRow) });

export type Session = v.InferOutput<typeof Session>;
export type Invitation = v.InferOutput<typeof Invitation>;
export type MeetingRow = v.InferOutput<typeof MeetingRow>;

/** What a meeting is to be like. `linkOnly`, `webinar` and `postQuantum` can't be changed later, the settings can. */
export type Wish = {
  title: string;
  linkOnly: boolean;
  webinar: boolean;
  postQuantum: boolean;
  /** The one that each account may have. */
  personal: boolean;
  settings: Settings;
};

export const ordinary = (usual: Settings = ORDINARY): Wish => ({
  title: '',
  linkOnly: false,
  webinar: false,
  postQuantum: false,
  personal: false,
  settings: { ...usual },
});

/** How somebody comes to the door: with a passcode, with the secret of a link, or as the signed-in owner. */
export type Knock = { number: string; name: string; passcode?: string; secret?: string };

/** A server that asks again after so many solutions is not solved by one more. */
const MOST_CHALLENGES = 3;
const LONG_MS = 500;

/**
 * A link's secret stays here: the door sees a key made from it.
 *
 * @param onlong see tried()
 */
export function door(
  { secret, ...knock }: Knock,
  onlong?: () => void,
): Promise<Answer<v.InferOutput<typeof Ticket>>> {
  return tried('/door', secret === undefined ? knock : { ...knock, key: doorKey(secret) }, Ticket, onlong);
}

/**
 * A try at what can be guessed. Where many were made the server may ask for a proof of work, which is done here.
 *
 * @param onlong called when that takes long enough to say so
 */
async function tried<T>(
  path: string,
  body: object,
  schema: v.GenericSchema<unknown, T>,
  onlong: () => void = () => {},
): Promise<Answer<T>> {
  let answer = await call('POST', path, body, schema);
  for (let i = 0; i < MOST_CHALLENGES && !answer.ok && answer.challenge; i++) {
    const long = setTimeout(onlong, LONG_MS);
    const solution = await solve(answer.challenge);
    clearTimeout(long);
    if (solution === null) break;
    answer = await call('POST', path, { ...body, solution }, schema);
  }
  return answer;
}

export const whoAmI = () => call('GET', '/session', undefined, Session);
export const signIn = (name: string, password: string) => tried('/session', { name, password }, Session);
export const signOut = () => call('DELETE', '/session', undefined, v.unknown());
export const setUp = (token: string, name: string, password: string) =>
  tried('/setup', { token, name, password }, v.unknown());

export const myMeetings = () => call('GET', '/meetings', undefined, Meetings);
/** A server that knows nothing of a protection makes the meeting without it. */
export const NOT_KEPT = 501;

/** Whose policy: the host's own, or that of the organisation, which operators alone may see and set. */
export type Level = 'host' | 'organisation';
const policyAt = (level: Level) => (level === 'host' ? '/policy' : '/operator/policy');
export const policy = (level: Level) => call('GET', policyAt(level), undefined, Policy);
export const setPolicy = (level: Level, own: Policy['own']) => call('PUT', policyAt(level), own, Policy);

/** Only what differs from what a new meeting usually gets is said. A meeting that is not protected as was wished is taken back. */
export async function makeMeeting(wish: Wish, usual: Settings = ORDINARY): Promise<Answer<Invitation>> {
  const answer = await invited('/meetings', wish.linkOnly, {
    ...(wish.title.trim() === '' ? {} : { title: wish.title.trim() }),
    ...Object.fromEntries(
      Object.entries(wish.settings).filter(
        ([name, value]) =>
          value !== usual[name as SettingName] && !(wish.linkOnly && name === 'registeredOnly'),
      ),
    ),
    ...(wish.webinar ? { webinar: true } : {}),
    ...(wish.postQuantum ? { postQuantum: true } : {}),
    ...(wish.personal ? { personal: true } : {}),
  });
  if (!answer.ok) return answer;
  const { number, linkBound, postQuantum } = answer.value;
  if (linkBound === wish.linkOnly && postQuantum === wish.postQuantum) return answer;
  await deleteMeeting(number);
  return { ok: false, status: NOT_KEPT, retryAfter: null };
}

export const newInvitation = (number: string, linkBound: boolean) =>
  invited(`/meetings/${encodeURIComponent(number)}/invitation`, linkBound, linkBound ? {} : undefined);
export const newNumber = (number: string, linkBound: boolean) =>
  invited(`/meetings/${encodeURIComponent(number)}/number`, linkBound, linkBound ? {} : undefined);

/** The secret of a link-bound meeting is drawn here and stays here; the server learns the door's key. */
async function invited(path: string, linkBound: boolean, body?: object): Promise<Answer<Invitation>> {
  if (!linkBound) return call('POST', path, body, Invitation);
  const secret = drawSecret();
  const answer = await call('POST', path, { ...body, linkKey: doorKey(secret) }, Invitation);
  if (!answer.ok || !answer.value.linkBound) return answer;
  return { ok: true, value: bindTo(secret, answer.value) };
}

export const deleteMeeting = (number: string) =>
  call('DELETE', `/meetings/${encodeURIComponent(number)}`, undefined, v.unknown());

export async function call<T>(
  method: string,
  path: string,
  body: unknown,
  schema: v.GenericSchema<unknown, T>,
): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    });
  } catch {
    return { ok: false, status: 0, retryAfter: null };
  }
  if (!response.ok) {
    const seconds = Number(response.headers.get('Retry-After') ?? '');
    const refusal = { ok: false, status: response.status, retryAfter: seconds > 0 ? seconds : null } as const;
    if (response.status !== 429) return refusal;
    const asked = v.safeParse(Asked, parse(await response.text().catch(() => '')));
    return asked.success ? { ...refusal, challenge: asked.output.challenge } : refusal;
  }
  const text = await response.text().catch(() => '');
  const read = v.safeParse(schema, text === '' ? undefined : parse(text));
  return read.success
    ? { ok: true, value: read.output }
    : { ok: false, status: response.status, retryAfter: null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
