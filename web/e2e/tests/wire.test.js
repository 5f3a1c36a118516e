// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { callInTheClear, doorKey, equip, takePart } from '../support/spy.js';

const play = onStage(startServe);
const FRAMES = 60;

play('with the keys that the server has, no picture and no sound can be decoded', async (stage) => {
  const [ada, lin, meeting] = await stage.pair();
  await ada.sees('Lin');
  await lin.hears('Ada');
  const spy = await stage.person('Spy', { bypassCSP: true });
  await spy.opens(`${stage.server.url}/trust`);
  await spy.page.evaluate(equip);

  const clear = await spy.page.evaluate(callInTheClear, { frames: FRAMES });
  assert.ok(clear.video.keys > 0 && clear.video.pictures === clear.video.keys, JSON.stringify(clear.video));
  assert.ok(clear.audio.refused === 0 && clear.audio.best > 0.15, JSON.stringify(clear.audio));

  const key = doorKey(meeting.joinUrl);
  const wire = await spy.page.evaluate(takePart, {
    number: meeting.number,
    key,
    name: 'Spy',
    frames: FRAMES,
  });
  assert.equal(wire.video.frames, FRAMES);
  assert.equal(wire.audio.frames, FRAMES);
  assert.ok(wire.video.keys > 0 && wire.video.pictures === 0, JSON.stringify(wire.video));
  assert.ok(wire.audio.refused > FRAMES / 4, JSON.stringify(wire.audio));
  assert.ok(wire.audio.best < clear.audio.best / 2, 'what is left of the sound is noise, no tone');
  assert.deepEqual(wire.mls, [], 'who does not ask for keys is sent nothing of them');
});
