// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startChromium, startFirefox } from './browsers.js';
import { Person } from './person.js';
import { TARGET } from './server.js';

const START = { chromium: startChromium, firefox: startFirefox };

/**
 * One server and the browsers that the tests of a file share. Every test is a scene with people of its own; when it is
 * over they are asked whether their page complained of anything, and when it failed what they saw is kept.
 *
 * @param startServer called once before the first test
 */
export function onStage(startServer, browserOptions = {}) {
  let server;
  const browsers = new Map();
  before(async () => {
    server = await startServer();
  });
  after(async () => {
    for (const browser of browsers.values()) await browser.close();
    await server?.stop();
  });

  async function browser(kind) {
    if (!browsers.has(kind)) browsers.set(kind, await START[kind](browserOptions));
    return browsers.get(kind);
  }

  /** A test with its own people, closed at its end. */
  return function play(title, scene, options = {}) {
    test(title, { timeout: 150_000, ...options }, async () => {
      const people = [];
      const stage = {
        get server() {
          return server;
        },
        async person(name, { kind = 'chromium', ...pageOptions } = {}) {
          const person = new Person(name, await (await browser(kind)).newPage(pageOptions));
          people.push(person);
          return person;
        },
        /** A meeting of a host, Ada, and a guest, Lin, both in Chromium. */
        async pair() {
          const meeting = await server.newMeeting();
          const [ada, lin] = [await stage.person('Ada'), await stage.person('Lin')];
          await ada.starts(meeting.hostUrl);
          await lin.joins(meeting.joinUrl);
          await lin.isIn();
          return [ada, lin, meeting];
        },
        async anotherTab(person) {
          const other = new Person(person.name, await person.page.another());
          people.push(other);
          return other;
        },
      };
      try {
        await scene(stage);
        for (const person of people) person.hadNothingToComplain(new URL(server.url).host);
      } catch (error) {
        await keep(title, people);
        throw error;
      } finally {
        for (const person of people) await person.page.close().catch(() => {});
      }
    });
  };
}

async function keep(title, people) {
  const directory = join(TARGET, title.replace(/[^\w]+/g, '-').slice(0, 80));
  mkdirSync(directory, { recursive: true });
  for (const [index, person] of people.entries()) {
    const file = join(directory, `${index}-${person.name}`);
    await person.page.screenshot(`${file}.png`).catch(() => {});
    const seen = await person.page
      .evaluate(async () => ({
        messages: parleyProbe.messages.slice(-200),
        stats: await parleyProbe.stats(),
        text: document.body.innerText,
      }))
      .catch((error) => ({ gone: error.message }));
    writeFileSync(
      `${file}.json`,
      JSON.stringify({ url: person.page.url(), ...person.page.log, ...seen }, null, 1),
    );
  }
}
