// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

play('a host who closed the tab is the host again by the link', async (stage) => {
  const { hostUrl, joinUrl } = await stage.server.newMeeting();
  const ada = await stage.person('Ada');
  await ada.starts(hostUrl);
  const lin = await stage.person('Lin');
  await lin.joins(joinUrl);
  await ada.sees('Lin');

  const back = await stage.anotherTab(ada);
  await ada.page.closeTab();
  await back.starts(hostUrl);
  await back.sees('Lin');
  await lin.sees('Ada');
  await eventually(
    'there is one Ada',
    () => lin.knows(),
    (names) => names.join() === 'Ada,Lin',
  );
  assert.equal((await lin.participant('Ada')).role, 'host');
  await back.endsForAll();
  await back.isOut();
});

play('the host ends the meeting for all', async (stage) => {
  const [ada, lin] = await stage.pair();
  await ada.endsForAll();
  await ada.isOut();
  await lin.isOut();
  await lin.reads('The host has ended the meeting');
});

play('a guest leaves, the others go on; the last one leaves, and the meeting is over', async (stage) => {
  const [ada, lin, meeting] = await stage.pair();
  await lin.leaves();
  await eventually(
    'Ada is alone',
    () => ada.knows(),
    (names) => names.length === 1,
  );
  await ada.isIn();
  await ada.leaves();
  await eventually(
    'the meeting is over',
    async () => (await stage.server.meetings()).find((m) => m.number === meeting.number),
    (m) => m.running === false && m.participants === 0,
  );
});
