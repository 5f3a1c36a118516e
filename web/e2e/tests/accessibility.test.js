// SPDX-License-Identifier: Apache-2.0
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

for (const colorScheme of ['light', 'dark']) {
  play(`every page passes the accessibility rules (${colorScheme})`, async (stage) => {
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const lin = await stage.person('Lin', { colorScheme });
    await lin.opens(stage.server.url);
    await lin.hasAccessiblePage('the first page');
    await lin.opens(joinUrl);
    await eventually('the join page is there', () => lin.page.has('button', 'Join'));
    await lin.hasAccessiblePage('the join page');
    await lin.joins(joinUrl);
    await lin.reads('waiting for the host');
    await lin.hasAccessiblePage('the waiting page');
    const ada = await stage.person('Ada', { colorScheme });
    await ada.starts(hostUrl);
    await ada.sees('Lin');
    await ada.hasAccessiblePage('the meeting');
    await ada.presses('Participants');
    await ada.hasAccessiblePage('the meeting with its list of participants');
  });
}

play('a guest takes part by keyboard alone', async (stage) => {
  const { hostUrl, joinUrl } = await stage.server.newMeeting();
  const ada = await stage.person('Ada');
  await ada.starts(hostUrl);
  const lin = await stage.person('Lin');
  await lin.opens(joinUrl);
  await lin.tabsTo('Your name');
  await lin.page.type('Lin');
  await lin.tabsTo('Join');
  await lin.page.press('Enter');
  await lin.isIn();
  await ada.hears('Lin');
  await lin.tabsTo('Mute');
  await lin.page.press('Enter');
  await ada.learns('Lin', { microphone: false });
  await lin.tabsTo('Participants');
  await lin.page.press('Enter');
  await eventually('the list of participants is open', () => lin.page.has('list', 'Participants'));
  await lin.page.press('Escape');
  await eventually(
    'the list of participants is closed',
    async () => !(await lin.page.has('list', 'Participants')),
  );
  await lin.tabsTo('Leave');
  await lin.page.press('Enter');
  await lin.isOut();
});

play('nothing has to be scrolled sideways on the smallest phone', async (stage) => {
  const { hostUrl, joinUrl } = await stage.server.newMeeting();
  const lin = await stage.person('Lin', { viewport: { width: 320, height: 568 } });
  await lin.opens(stage.server.url);
  await lin.scrollsNotSideways();
  await lin.opens(joinUrl);
  await eventually('the join page is there', () => lin.page.has('button', 'Join'));
  await lin.scrollsNotSideways();
  await lin.joins(joinUrl);
  await lin.reads('waiting for the host');
  await lin.scrollsNotSideways();
  const ada = await stage.person('Ada');
  await ada.starts(hostUrl);
  await lin.sees('Ada');
  await lin.scrollsNotSideways();
  await lin.presses('Participants');
  await lin.scrollsNotSideways();
});
