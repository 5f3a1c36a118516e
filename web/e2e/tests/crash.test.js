// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { heardAgain, isSoonEnough, listen } from '../support/silence.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';

const play = onStage(startServe);

play(
  'a server killed in the middle of a meeting comes back with it, and everyone hears everyone again',
  async (stage) => {
    const [ada, lin, { joinUrl }] = await stage.pair();
    const max = await stage.person('Max', { kind: 'firefox' });
    await max.joins(joinUrl);
    const all = [ada, lin, max];
    await ada.sees('Lin');
    for (const person of all) {
      await person.hears(person === ada ? 'Max' : 'Ada');
      person.tolerates(/WebSocket|ERR_|can’t establish a connection|health/);
    }

    const sockets = () => Promise.all(all.map(({ page }) => page.evaluate(() => parleyProbe.sockets.length)));
    const before = await sockets();
    await stage.server.crash();
    await listen(all, all);
    await stage.server.again();
    isSoonEnough(
      'from the restarted server’s being ready to everyone hearing everyone',
      await heardAgain(all, all, stage.server.run.readyAt),
    );

    // One when the connection was lost, one when the server was found again, and one more where that was too early: browsers delay those
    // after many that failed.
    const opened = (await sockets()).map((count, i) => count - before[i]);
    assert.ok(Math.max(...opened) <= 3, `sockets opened: ${opened}`);

    await ada.sees('Lin', { within: 60_000 });
    await lin.sees('Ada', { within: 60_000 });
    await ada.hears('Lin');
    await lin.hears('Ada');
    await max.hears('Lin');
    for (const person of all) assert.deepEqual(await person.knows(), ['Ada', 'Lin', 'Max']);
  },
);
