// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { eventually } from './wait.js';

const CODE = /^\d{5}( \d{5}){5}$/;

/** Everybody's panel "Security" shows the same code and the same people. */
export async function sameCode(people, names, within) {
  const seen = await eventually(
    `all have one safety code for ${names.join(', ')}`,
    () => Promise.all(people.map((person) => person.security())),
    (all) =>
      all.every(
        ({ code, who, says }) =>
          CODE.test(code) &&
          code === all[0].code &&
          who.length === names.length &&
          says === `Only the ${names.length} people listed can hear this meeting.`,
      ),
    within,
  );
  for (const { who } of seen)
    assert.deepEqual(who.map((name) => name.replace(' (you)', '')).sort(), [...names].sort());
  return seen[0].code;
}
