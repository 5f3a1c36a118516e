// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';
import { sameCode } from '../support/code.js';
import { isSoonEnough, listen, longestSilence } from '../support/silence.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

/** So long those who stayed are listened to after something has gone wrong. */
const LISTEN_MS = 10_000;

/** Each of them hears each of the speakers, from now on. */
function allHear(people, speakers) {
  return Promise.all(
    people.flatMap((person) =>
      speakers.filter((speaker) => speaker !== person).map((speaker) => person.hears(speaker.name)),
    ),
  );
}

/** What was lost costs nobody more than a moment of anybody's voice. */
async function nobodyIsSilentLong(what, people, since) {
  await pause(Math.max(0, since + LISTEN_MS - Date.now()));
  const silence = await longestSilence(people, people, since, since + LISTEN_MS);
  isSoonEnough(`${what}, the longest silence (${silence.pair})`, silence.ms);
}

play(
  'six people in two browsers hear each other whoever comes, goes, misses a commit or dies committing',
  async (stage) => {
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const ada = await stage.person('Ada');
    const [lin, kim, bo] = [await stage.person('Lin'), await stage.person('Kim'), await stage.person('Bo')];
    const max = await stage.person('Max', { kind: 'firefox' });
    const eve = await stage.person('Eve', { kind: 'firefox' });
    await ada.starts(hostUrl);
    for (const person of [lin, kim, max]) await person.joinsPlainly(joinUrl, { heard: true });
    for (const person of [bo, eve]) await person.joinsPlainly(joinUrl, { heard: false });
    const speakers = [ada, lin, kim, max];
    await allHear([...speakers, bo, eve], speakers);
    await sameCode([...speakers, bo, eve], ['Ada', 'Bo', 'Eve', 'Kim', 'Lin', 'Max']);

    await bo.leaves();
    const zoe = await stage.person('Zoe');
    await zoe.joinsPlainly(joinUrl, { heard: false });
    await allHear([...speakers, zoe], speakers);
    await sameCode([...speakers, eve, zoe], ['Ada', 'Eve', 'Kim', 'Lin', 'Max', 'Zoe']);

    await listen(speakers, speakers);
    await lin.page.evaluate(() => parleyProbe.lose('mls-commit'));
    const lost = Date.now();
    await eve.leaves();
    await nobodyIsSilentLong('a commit lost', speakers, lost);
    await allHear([...speakers, zoe], speakers);
    await sameCode([...speakers, zoe], ['Ada', 'Kim', 'Lin', 'Max', 'Zoe']);

    // Whoever is asked to take Zoe out never answers, and is gone.
    for (const person of speakers) await person.page.evaluate(() => parleyProbe.lose('mls-commit-now'));
    const asked = async () => {
      const counts = await Promise.all(speakers.map((person) => person.messages('mls-commit-now')));
      return counts.map(({ length }) => length);
    };
    const before = await asked();
    await zoe.leaves();
    const chosen = await eventually(
      'somebody is asked to commit',
      async () => (await asked()).findIndex((count, i) => count > before[i]),
      (index) => index >= 0,
    );
    const killed = Date.now();
    await speakers[chosen].page.closeTab?.();
    const rest = speakers.filter((_, i) => i !== chosen);
    await nobodyIsSilentLong('a committer killed', rest, killed);
    await allHear(rest, rest);
    // Whose connection is lost may come back for 30 s.
    const names = rest.map(({ name }) => name).sort();
    await sameCode(rest, names, 60_000);
  },
  { timeout: 420_000 },
);
