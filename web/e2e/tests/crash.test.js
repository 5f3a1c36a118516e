// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';

const play = onStage(startServe);

play(
  'a server killed in the middle of a meeting comes back with it, and the people by themselves',
  async (stage) => {
    const [ada, lin] = await stage.pair();
    await ada.sees('Lin');
    for (const person of [ada, lin]) person.tolerates(/WebSocket|ERR_/);

    await stage.server.crash();
    await stage.server.again();

    await ada.sees('Lin', { within: 60_000 });
    await lin.sees('Ada', { within: 60_000 });
    await ada.hears('Lin');
    await lin.hears('Ada');
    assert.deepEqual(await ada.knows(), ['Ada', 'Lin']);
    assert.deepEqual(await lin.knows(), ['Ada', 'Lin']);
  },
);
