// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import { eventually } from './wait.js';

/** What is asked of every way of losing each other: everyone hears everyone again within this time. Held to where PARLEY_STRICT_TIMES is set. */
const ASKED_MS = 3_000;

/** A machine on which three browsers, encoders and a cold server share two cores needs longer, but not so long. */
const BROKEN_MS = 15_000;

/** Each of them listens to each of the speakers, from now on. */
export async function listen(people, speakers) {
  for (const person of people)
    await person.page.evaluate((names) => parleyProbe.listen(names), namesBut(person, speakers));
}

/** When the last of them had heard every speaker again after this moment; in milliseconds since then. */
export async function heardAgain(people, speakers, since) {
  const first = ({ times }) => times.find((time) => time > since);
  const heard = await eventually(
    'everyone hears everyone again',
    () => heardAt(people, speakers),
    (all) => all.every((pair) => first(pair) !== undefined),
  );
  return Math.max(...heard.map(first)) - since;
}

/** The longest time that one of them heard nothing of a speaker, between these two moments. */
export async function longestSilence(people, speakers, from, until) {
  const silences = (await heardAt(people, speakers)).map(({ pair, times }) => {
    const within = [from, ...times.filter((time) => time > from && time < until), until];
    return { pair, ms: Math.max(...within.slice(1).map((time, i) => time - within[i])) };
  });
  return silences.reduce((longest, silence) => (silence.ms > longest.ms ? silence : longest));
}

/** States the measure, which goes into docs/benchmarks.md, and holds it to what is asked or to what is surely broken. */
export function isSoonEnough(what, ms, asked = ASKED_MS) {
  const most = process.env.PARLEY_STRICT_TIMES ? asked : BROKEN_MS;
  console.log(`measured: ${what}: ${ms} ms (load ${loadavg()[0].toFixed(1)})`);
  assert.ok(ms <= most, `${what} took ${ms} ms, and may take ${most}`);
}

async function heardAt(people, speakers) {
  const all = await Promise.all(
    people.map(async (person) => {
      const at = await person.page.evaluate(() => parleyProbe.heardAt);
      return namesBut(person, speakers).map((name) => ({
        pair: `${person.name} hears ${name}`,
        times: at[name],
      }));
    }),
  );
  return all.flat();
}

const namesBut = (person, speakers) =>
  speakers.filter((speaker) => speaker !== person).map(({ name }) => name);
