// SPDX-License-Identifier: Apache-2.0
/** What operators see and decide at the door: docs/api.md. */
import * as v from 'valibot';
import { type Answer, call } from './api';

const absent = v.nullish(v.string(), null);

const Watched = v.object({
  network: v.string(),
  step: v.picklist(['slowed', 'challenged', 'blocked']),
  why: v.fallback(v.picklist(['failures', 'crowd', 'unsolved']), 'failures'),
  until: v.string(),
  blocks: v.number(),
  tries: v.number(),
  since: v.string(),
  hand: v.nullish(v.picklist(['allow', 'block']), null),
});
const Minute = v.object({
  at: v.string(),
  tries: v.number(),
  hits: v.number(),
  misses: v.number(),
  challenges: v.number(),
  refusals: v.number(),
});
const Place = v.object({
  place: v.picklist(['door', 'sign-in', 'setup']),
  mood: v.object({
    crowd: v.picklist(['calm', 'alert', 'alarm']),
    everywhere: v.boolean(),
    tries: v.number(),
    sources: v.number(),
    until: absent,
  }),
  guessed: v.number(),
  held: v.object({ slowed: v.number(), challenged: v.number(), blocked: v.number() }),
  watched: v.array(Watched),
  minutes: v.array(Minute),
});
const Rule = v.object({
  network: v.string(),
  action: v.picklist(['allow', 'block']),
  note: v.nullish(v.string(), ''),
  by: absent,
  at: absent,
  until: absent,
});
const ScanEvent = v.object({
  at: v.string(),
  event: v.picklist(['began', 'grew', 'ended']),
  scan: v.string(),
  place: v.picklist(['door', 'sign-in', 'setup']),
  kind: v.picklist(['blocked', 'crowd', 'distributed', 'guessing']),
  network: absent,
  tries: v.number(),
  sources: v.number(),
  blocks: v.number(),
  until: absent,
});
const Door = v.object({
  at: v.string(),
  mode: v.picklist(['enforce', 'observe']),
  you: v.string(),
  webhook: v.boolean(),
  places: v.array(Place),
  rules: v.array(Rule),
  mostRules: v.number(),
  events: v.array(ScanEvent),
});
const Deed = v.object({
  at: v.string(),
  by: v.string(),
  what: v.string(),
  network: v.string(),
  note: v.nullish(v.string(), ''),
  until: absent,
});
const Deeds = v.object({ deeds: v.array(Deed) });

export type Watched = v.InferOutput<typeof Watched>;
export type Minute = v.InferOutput<typeof Minute>;
export type Place = v.InferOutput<typeof Place>;
export type Rule = v.InferOutput<typeof Rule>;
export type ScanEvent = v.InferOutput<typeof ScanEvent>;
export type Door = v.InferOutput<typeof Door>;
export type Deed = v.InferOutput<typeof Deed>;
export type Action = Rule['action'];

/** What is to be decided; without `seconds` for good. */
export type Decision = { network: string; action: Action; seconds?: number; note?: string };

const DOOR = '/operator/door';
const of = (what: string, network: string) => `${DOOR}/${what}?network=${encodeURIComponent(network)}`;

export const door = (): Promise<Answer<Door>> => call('GET', DOOR, undefined, Door);
export const deeds = (): Promise<Answer<v.InferOutput<typeof Deeds>>> =>
  call('GET', '/operator/log', undefined, Deeds);
export const decide = (decision: Decision): Promise<Answer<Rule>> =>
  call('POST', `${DOOR}/rules`, decision, Rule);
export const lift = (network: string): Promise<Answer<unknown>> =>
  call('DELETE', of('rules', network), undefined, v.unknown());
export const forgive = (network: string): Promise<Answer<unknown>> =>
  call('DELETE', of('blocks', network), undefined, v.unknown());

/** Something that is going on at a place, the gravest first. */
export type Finding =
  | { what: 'alarm' | 'alert'; place: Place['place']; tries: number; sources: number; until: string | null }
  | { what: 'guessed'; place: Place['place']; count: number }
  | { what: 'blocked' | 'held'; place: Place['place']; count: number };

export function findings(state: Pick<Door, 'places'>): Finding[] {
  return state.places.flatMap(({ place, mood, guessed, held }): Finding[] => {
    const others = held.slowed + held.challenged;
    return [
      ...(mood.crowd === 'calm' ? [] : [{ what: mood.crowd, place, ...mood }]),
      ...(guessed > 0 ? [{ what: 'guessed', place, count: guessed } as const] : []),
      ...(held.blocked > 0 ? [{ what: 'blocked', place, count: held.blocked } as const] : []),
      ...(others > 0 ? [{ what: 'held', place, count: others } as const] : []),
    ];
  });
}

export type Bar = { at: number; hits: number; misses: number; turnedAway: number };

/** One bar for each of the last minutes, those included in which there was nothing. */
export function bars(minutes: readonly Minute[], now: number, count = 60): Bar[] {
  const MINUTE = 60_000;
  const last = Math.floor(now / MINUTE);
  const known = new Map(minutes.map((minute) => [Math.floor(Date.parse(minute.at) / MINUTE), minute]));
  return Array.from({ length: count }, (_, i) => {
    const at = last - count + 1 + i;
    const minute = known.get(at);
    return {
      at: at * MINUTE,
      hits: minute?.hits ?? 0,
      misses: minute?.misses ?? 0,
      turnedAway: (minute?.challenges ?? 0) + (minute?.refusals ?? 0),
    };
  });
}

export const total = (shown: readonly Bar[]): Omit<Bar, 'at'> =>
  shown.reduce(
    (sum, bar) => ({
      hits: sum.hits + bar.hits,
      misses: sum.misses + bar.misses,
      turnedAway: sum.turnedAway + bar.turnedAway,
    }),
    { hits: 0, misses: 0, turnedAway: 0 },
  );

/** All places' sources and networks in one list, those that are held up most and longest first. */
export function heldUp(state: Pick<Door, 'places'>): (Watched & { place: Place['place'] })[] {
  const STEPS = ['slowed', 'challenged', 'blocked'];
  return state.places
    .flatMap(({ place, watched }) => watched.map((each) => ({ ...each, place })))
    .sort(
      (a, b) => STEPS.indexOf(b.step) - STEPS.indexOf(a.step) || Date.parse(b.until) - Date.parse(a.until),
    );
}
