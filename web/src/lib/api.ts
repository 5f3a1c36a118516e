// SPDX-License-Identifier: Apache-2.0
import * as v from 'valibot';
import { toBase64Url } from './e2ee/bytes';
import { linkDoor } from './e2ee/link';

/** What the HTTP API answered: a value that was checked, or a status to explain. 0 is "no answer at all". */
export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; retryAfter: number | null };

const Ticket = v.object({ ticket: v.string(), expiresIn: v.number() });
const Session = v.object({ name: v.string() });
const Invitation = v.object({
  number: v.string(),
  passcode: v.string(),
  title: v.nullish(v.string(), ''),
  joinUrl: v.string(),
  hostUrl: v.string(),
});
const MeetingRow = v.object({
  number: v.string(),
  title: v.nullish(v.string(), ''),
  createdAt: v.nullish(v.union([v.string(), v.number()]), ''),
  running: v.boolean(),
  participants: v.number(),
});
const Meetings = v.object({ meetings: v.array(MeetingRow) });

export type Invitation = v.InferOutput<typeof Invitation>;
export type MeetingRow = v.InferOutput<typeof MeetingRow>;

/** How somebody comes to the door: with a passcode, with the secret of a link, or as the signed-in owner. */
export type Knock = { number: string; name: string; passcode?: string; secret?: string };

/** A link's secret stays here: the door sees a key made from it. */
export const door = ({ secret, ...knock }: Knock): Promise<Answer<v.InferOutput<typeof Ticket>>> =>
  call('POST', '/door', secret === undefined ? knock : { ...knock, key: linkKey(secret) }, Ticket);

const linkKey = (secret: string): string => toBase64Url(linkDoor(new TextEncoder().encode(secret)));

export const whoAmI = () => call('GET', '/session', undefined, Session);
export const signIn = (name: string, password: string) =>
  call('POST', '/session', { name, password }, Session);
export const signOut = () => call('DELETE', '/session', undefined, v.unknown());
export const setUp = (token: string, name: string, password: string) =>
  call('POST', '/setup', { token, name, password }, v.unknown());

export const myMeetings = () => call('GET', '/meetings', undefined, Meetings);
export const makeMeeting = (title: string) =>
  call('POST', '/meetings', title.trim() === '' ? {} : { title: title.trim() }, Invitation);
export const newInvitation = (number: string) =>
  call('POST', `/meetings/${encodeURIComponent(number)}/invitation`, undefined, Invitation);
export const deleteMeeting = (number: string) =>
  call('DELETE', `/meetings/${encodeURIComponent(number)}`, undefined, v.unknown());

async function call<T>(
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
    return { ok: false, status: response.status, retryAfter: seconds > 0 ? seconds : null };
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
