// SPDX-License-Identifier: Apache-2.0
/** What an owner asks and changes of one meeting from outside: docs/api.md. */
import * as v from 'valibot';
import { getLocale } from '../paraglide/runtime';
import { type Answer, call, type Invitation, Schedule } from './api';
import type { Schedule as Times } from './schedule';
import { All, LOOSEST, ORDINARY, type Settings } from './signalling/settings';

const text = v.nullish(v.string(), '');

const Deed = v.object({ at: v.string(), by: text, what: v.string(), whom: text, detail: text });
const Visit = v.object({
  name: text,
  role: text,
  way: text,
  account: v.optional(v.boolean(), false),
  came: v.string(),
  left: v.nullish(v.string(), null),
});
const Log = v.object({ deeds: v.array(Deed), visits: v.array(Visit) });
const Arrangement = v.object({ title: text, settings: All(ORDINARY), floor: All(LOOSEST) });

export type Deed = v.InferOutput<typeof Deed>;
export type Visit = v.InferOutput<typeof Visit>;
export type Log = v.InferOutput<typeof Log>;
export type Arrangement = v.InferOutput<typeof Arrangement>;

export const path = (number: string, what: string): string =>
  `/meetings/${encodeURIComponent(number)}/${what}`;

/** Where a browser downloads something of a meeting. */
export const download = (number: string, what: string): string => `/api/v1${path(number, what)}`;

export const log = (number: string): Promise<Answer<Log>> => call('GET', path(number, 'log'), undefined, Log);

export const arrangement = (number: string): Promise<Answer<Arrangement>> =>
  call('GET', path(number, 'settings'), undefined, Arrangement);

/** Only what is to be another is said. */
export function arrange(
  number: string,
  before: Arrangement,
  title: string,
  settings: Settings,
): Promise<Answer<Arrangement>> {
  const changes = Object.entries(settings).filter(
    ([name, value]) => before.settings[name as keyof Settings] !== value,
  );
  const change = { ...(title === before.title ? {} : { title }), ...Object.fromEntries(changes) };
  return call('PATCH', path(number, 'settings'), change, Arrangement);
}

export const schedule = (number: string, times: Omit<Times, 'next'>): Promise<Answer<Times>> =>
  call('PUT', path(number, 'schedule'), times, Schedule);

export const unschedule = (number: string): Promise<Answer<unknown>> =>
  call('DELETE', path(number, 'schedule'), undefined, v.unknown());

/** Of one request: docs/api.md. */
export const MOST_ADDRESSES = 50;

const Sent = v.object({ sent: v.number() });

/**
 * Has the server send an invitation. It keeps only hashes, so it is shown what leads in.
 *
 * @param to mail addresses
 */
export const mail = (
  { number, joinUrl, passcode }: Invitation,
  to: readonly string[],
): Promise<Answer<{ sent: number }>> =>
  call(
    'POST',
    path(number, 'invitation/mail'),
    { to, secret: joinUrl.split('#')[1], passcode, language: getLocale() },
    Sent,
  );

/** What was typed or pasted as addresses: between blanks, commas, semicolons or lines, with or without names. */
export function addresses(typed: string): string[] {
  return [
    ...new Set(
      typed
        .split(/[\s,;]+/)
        .map((word) => word.replaceAll(/^<|>$/g, ''))
        .filter((word) => word.includes('@')),
    ),
  ];
}

/** The file for calendars, without a secret; null if there is none to have. */
export async function calendar(number: string): Promise<string | null> {
  try {
    const answer = await fetch(download(number, 'invitation.ics'), { cache: 'no-store' });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}
