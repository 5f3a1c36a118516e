// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

play('a mute is seen and heard by the others, and undone', async (stage) => {
  const [ada, lin] = await stage.pair();
  await ada.hears('Lin');
  await lin.presses('Mute');
  await ada.learns('Lin', { microphone: false });
  await ada.seesSign('Lin', 'Muted');
  await ada.hearsNothing();
  await lin.presses('Unmute');
  await ada.learns('Lin', { microphone: true });
  await ada.seesSign('Lin', 'Muted', false);
  await ada.hears('Lin');
});

play('a stopped video is seen as such by the others, and comes back', async (stage) => {
  const [ada, lin] = await stage.pair();
  await ada.sees('Lin');
  await lin.presses('Stop video');
  await ada.learns('Lin', { camera: false });
  await ada.seesNoPicture('Lin');
  await lin.presses('Start video');
  await ada.sees('Lin');
});

play('a shared screen is shown large and sharp to the others, until it is stopped', async (stage) => {
  const [ada, lin] = await stage.pair();
  await lin.presses('Share screen');
  await ada.learns('Lin', { screen: true });
  const screen = await ada.sees('Screen of Lin');
  await eventually(
    'the screen arrives in full size',
    () => ada.picture('Screen of Lin'),
    (p) => p.width >= 1280,
  );
  const view = await ada.page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  const part = (screen.shown.width * screen.shown.height) / (view.width * view.height);
  assert.ok(part > 0.4, `the screen takes the stage: ${part}`);
  await ada.sees('Lin');
  await lin.presses('Stop sharing');
  await ada.learns('Lin', { screen: false });
  await ada.seesNoPicture('Screen of Lin');
});
