// SPDX-License-Identifier: Apache-2.0
// Shows that the tests' own eyes and ears can tell a live call from a frozen or silent one, without Parley.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { onStage } from '../support/stage.js';

async function startPage() {
  const page = readFileSync(new URL('../support/page.html', import.meta.url));
  const server = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(page));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${server.address().port}/`;
  return { url, stop: () => server.close() && server.closeAllConnections() };
}

const play = onStage(startPage);

for (const kind of ['chromium', 'firefox']) {
  play(`in ${kind} a live call is told from a frozen and silent one`, async (stage) => {
    const ada = await stage.person('Ada', { kind });
    await ada.joins(stage.server.url);
    await ada.sees('Ada');
    await ada.hears();

    await ada.page.evaluate(() => window.enable('video', false));
    await ada.seesStill('Ada');
    await ada.page.evaluate(() => window.enable('audio', false));
    await ada.hearsNothing();
    await assert.rejects(ada.sees('Ada', { within: 1500 }), /sees Ada move/);
    await assert.rejects(ada.hears(undefined, { within: 2000 }), /Last seen/);

    await ada.page.evaluate(() => ['video', 'audio'].forEach((kind) => window.enable(kind, true)));
    await ada.sees('Ada');
    await ada.hears();
  });
}
