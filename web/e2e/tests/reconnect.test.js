// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { wireTo } from '../support/proxy.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

play('a cut signalling connection comes back by itself and disturbs no tile', async (stage) => {
  const wire = await wireTo(stage.server.url);
  try {
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const ada = await stage.person('Ada');
    await ada.starts(hostUrl);
    const lin = await stage.person('Lin');
    lin.livesAt(wire.host);
    lin.tolerates(/WebSocket/);
    await lin.joins(wire.through(joinUrl));
    await lin.sees('Ada');
    await ada.sees('Lin');
    await ada.marksTile('Lin');
    await lin.marksTile('Ada');

    wire.cut();
    await eventually(
      'Lin is admitted again',
      () => lin.messages('admitted'),
      (admitted) => admitted.length === 2,
      10_000,
    );
    const decoded = (await ada.picture('Lin')).decoded;
    await ada.sees('Lin');
    await lin.sees('Ada');
    assert.ok((await ada.picture('Lin')).decoded > decoded);
    assert.ok(await ada.tileIsTheSame('Lin'), 'the element of the tile of Lin is the one it was');
    assert.ok(await lin.tileIsTheSame('Ada'), 'the element of the tile of Ada is the one it was');
    assert.equal(
      await lin.page.evaluate(() => parleyProbe.peers.length),
      1,
      'the media went on as they were',
    );
    assert.deepEqual(await ada.knows(), ['Ada', 'Lin']);
    assert.equal((await ada.messages('left')).length, 0);
    assert.equal((await ada.messages('joined')).length, 1);
  } finally {
    wire.close();
  }
});

play('after some seconds without a network the person is marked, and then goes on', async (stage) => {
  const wire = await wireTo(stage.server.url);
  try {
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const ada = await stage.person('Ada');
    await ada.starts(hostUrl);
    const lin = await stage.person('Lin');
    lin.livesAt(wire.host);
    lin.tolerates(/WebSocket|ERR_/);
    await lin.joins(wire.through(joinUrl));
    await ada.sees('Lin');

    wire.breakDown();
    await ada.learns('Lin', { connected: false });
    wire.mend();
    await ada.learns('Lin', { connected: true });
    await ada.sees('Lin');
    await lin.sees('Ada');
    assert.deepEqual(await ada.knows(), ['Ada', 'Lin']);
  } finally {
    wire.close();
  }
});

play('a reloaded page is the same person again, not a second one', async (stage) => {
  const [ada, lin] = await stage.pair();
  await ada.sees('Lin');
  const before = await ada.participant('Lin');
  await lin.page.reload();
  await lin.isIn();
  await lin.sees('Ada');
  await ada.sees('Lin');
  await ada.hears('Lin');
  assert.deepEqual(await ada.knows(), ['Ada', 'Lin']);
  assert.equal((await ada.participant('Lin')).id, before.id);
});
