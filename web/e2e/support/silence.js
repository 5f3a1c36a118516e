// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { eventually } from './wait.js';

/** What is asked of every way of losing each other: everyone hears everyone again within this time. */
const AGAIN_WITHIN_MS = 3_000;

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

/** States the measure, which goes into docs/benchmarks.md, and holds it to what is asked. */
export function isSoonEnough(what, ms) {
  console.log(`measured: ${what}: ${ms} ms`);
  assert.ok(ms <= AGAIN_WITHIN_MS, `${what} took ${ms} ms, and may take ${AGAIN_WITHIN_MS}`);
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
