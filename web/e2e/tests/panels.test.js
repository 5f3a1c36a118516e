// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

for (const colorScheme of ['light', 'dark']) {
  play(`chat and security pass the accessibility rules (${colorScheme})`, async (stage) => {
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const ada = await stage.person('Ada', { colorScheme });
    await ada.starts(hostUrl);
    const lin = await stage.person('Lin', { colorScheme });
    await lin.joins(joinUrl);
    await lin.isIn();
    await lin.writes('hello, see https://example.org/ and file:///etc/passwd');
    await ada.readsInChat('hello');
    await ada.writes('and a private word', 'Lin');
    await lin.readsInChat('private word');
    await ada.presses('Chat settings');
    await ada.hasAccessiblePage('the chat');
    await ada.security();
    await eventually('the safety code is there', async () => (await ada.security()).code.length > 20);
    await ada.hasAccessiblePage('the security panel');
  });
}

play('chat and security by keyboard alone', async (stage) => {
  const [ada, lin] = await stage.pair();
  await lin.page.press('c');
  await eventually('the chat is open', () => lin.page.has('textbox', 'Message'));
  await lin.page.type('typed');
  await lin.page.press('Shift+Enter');
  await lin.page.type('in two lines');
  await lin.page.press('Enter');
  await ada.readsInChat('in two lines');
  await lin.page.press('Escape');
  assert.equal(await lin.page.has('textbox', 'Message'), false);
  await lin.tabsTo('Security');
  await lin.page.press('Enter');
  await eventually('security is open', () => lin.page.has('list', 'Who can decrypt'));
  await lin.page.press('Escape');
  assert.equal(await lin.page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Security');
});

play('chat and security on the smallest phone', async (stage) => {
  const { hostUrl, joinUrl } = await stage.server.newMeeting();
  const ada = await stage.person('Ada');
  await ada.starts(hostUrl);
  const lin = await stage.person('Lin', { viewport: { width: 320, height: 568 } });
  await lin.joins(joinUrl);
  await lin.isIn();
  await ada.writes(`${'long'.repeat(60)} https://example.org/${'path'.repeat(60)}`);
  await lin.readsInChat('longlong');
  await lin.scrollsNotSideways();
  await lin.presses('Close');
  await lin.presses('More');
  await lin.page.click('menuitem', 'Security');
  await eventually('security is open', () => lin.page.has('list', 'Who can decrypt'));
  await lin.scrollsNotSideways();
});
