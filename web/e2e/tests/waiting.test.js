// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';

const play = onStage(startServe);

play('a guest waits for the host, is told nothing of the meeting, and comes in by herself', async (stage) => {
  const { hostUrl, joinUrl } = await stage.server.newMeeting('Budget, confidential');
  const lin = await stage.person('Lin');
  await lin.joins(joinUrl);
  await lin.reads('waiting for the host');

  const told = (await lin.messages()).filter((message) => message.to === 'client');
  assert.deepEqual(
    [...new Set(told.map((message) => message.type))].filter((type) => type !== 'pong'),
    ['waiting'],
  );
  assert.ok(!JSON.stringify(told).includes('Budget'), 'the title stays inside');
  assert.equal(await lin.page.evaluate(() => parleyProbe.live().length), 0, 'no media before admission');

  const ada = await stage.person('Ada');
  await ada.starts(hostUrl);
  await lin.isIn();
  await lin.sees('Ada');
  await ada.sees('Lin');
});
