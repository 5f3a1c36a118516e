// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { post, startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

/** Ada signs in on her page. */
async function signsIn(stage, options) {
  const { url, account } = stage.server;
  const ada = await stage.person('Ada', options);
  ada.tolerates(/401/);
  await ada.opens(`${url}/host`);
  await ada.page.fill('Account name', account.name);
  await ada.page.fill('Password', account.password);
  await ada.presses('Sign in');
  await eventually('Ada is at her meetings', () => ada.page.has('button', 'New meeting'));
  return ada;
}

/** Ada makes a meeting by link only, by keyboard alone, and reads its links. */
async function makesByLink(ada, title) {
  await ada.tabsTo('Title (may be empty)');
  await ada.page.type(title);
  await ada.tabsTo('Options');
  await ada.page.press('Enter');
  await ada.tabsTo('Only by link');
  await ada.page.press('Space');
  await ada.page.press('Enter');
  await ada.reads(`Invitation: ${title}`);
  const [join, host] = await ada.page.textOf('section .link');
  return { join, host, number: /\d{11}/.exec(join)[0], secret: /#b\.([\w-]{27})$/.exec(join)[1] };
}

play('a meeting by link only shows its links once', async (stage) => {
  const ada = await signsIn(stage);
  const { host, secret } = await makesByLink(ada, 'Salary');
  assert.ok(host.endsWith(`.b.${secret}`), host);
  await ada.reads('they can’t be shown again');
  await ada.page.reload();
  await ada.reads('· Only by link');
  assert.ok(!(await ada.page.evaluate(() => document.documentElement.outerHTML)).includes(secret));
});

play('number and passcode do not open it, and neither does another link', async (stage) => {
  const { url } = stage.server;
  const ada = await signsIn(stage);
  const { number, secret } = await makesByLink(ada, 'Salary');

  const eve = await stage.person('Eve');
  eve.tolerates(/403/);
  await eve.opens(`${url}/m/${number}`);
  await eve.page.fill('Passcode', '000000');
  await eve.page.fill('Your name', 'Eve');
  await eve.presses('Join');
  await eve.reads('That didn’t work. Check the number and passcode');
  await eve.joins(`${url}/m/${number}#b.${[...secret].reverse().join('')}`);
  await eve.reads('That didn’t work.');

  const refusal = await post(`${url}/api/v1/door`, { number, passcode: '000000', name: 'Eve' });
  const ordinary = await post(`${url}/api/v1/door`, {
    number: (await stage.server.newMeeting()).number,
    passcode: '0000000',
    name: 'Eve',
  });
  assert.deepEqual([refusal.status, refusal.text], [403, ordinary.text]);
});

play('its join link opens the card, and its door', async (stage) => {
  const ada = await signsIn(stage);
  const { join } = await makesByLink(ada, 'Salary');
  const lin = await stage.person('Lin');
  await lin.opens(join);
  await eventually('the card is there', () => lin.page.has('button', 'Join'));
  await lin.joins(join);
  await lin.reads('Waiting for the host');
});

play('its owner is asked for the link, and is let in with it', async (stage) => {
  const ada = await signsIn(stage);
  const { join, number, secret } = await makesByLink(ada, 'Salary');
  const other = await stage.server.newMeeting();
  ada.tolerates(/403/);
  await ada.opens(`${stage.server.url}/host/${number}`);
  await ada.reads('This meeting opens only by link');
  await ada.hasAccessiblePage('the page that asks for the link');
  const pastes = async (text, complaint) => {
    await ada.page.fill('Link of this meeting', text);
    await ada.page.press('Enter');
    await ada.reads(complaint);
  };
  await pastes(other.joinUrl, 'That link belongs to meeting');
  await pastes(join.split('#')[0], 'The end of that link is missing');
  await pastes(`${join}x`, 'That link does not work any more');
  await ada.page.fill('Link of this meeting', join);
  await ada.page.press('Enter');
  await eventually('Ada may start', () => ada.page.has('button', 'Start meeting'));
  assert.equal(new URL(ada.page.url()).hash, `#.b.${secret}`);
  await ada.page.fill('Your name', 'Ada');
  await ada.presses('Start meeting');
  await ada.isIn();
});

play('a new invitation makes the old links useless', async (stage) => {
  const ada = await signsIn(stage);
  const old = await makesByLink(ada, 'Appraisal');
  await ada.presses('More for Appraisal');
  await ada.page.click('menuitem', 'New link');
  await ada.page.clickWithin(['dialog', 'Draw a new invitation?'], 'button', 'New link');
  await eventually(
    'there are new links',
    () => ada.page.textOf('section .link'),
    ([link]) => link !== undefined && link !== old.join,
  );
  const [join] = await ada.page.textOf('section .link');
  const eve = await stage.person('Eve');
  eve.tolerates(/403/);
  await eve.joins(old.join);
  await eve.reads('That didn’t work.');
  const lin = await stage.person('Lin');
  await lin.joins(join);
  await lin.reads('Waiting for the host');
});

for (const colorScheme of ['light', 'dark'])
  play(`what belongs to links is accessible and fits the smallest phone (${colorScheme})`, async (stage) => {
    const ada = await signsIn(stage, { colorScheme, viewport: { width: 320, height: 568 } });
    await makesByLink(ada, 'Salary');
    await ada.hasAccessiblePage('the links');
    await ada.scrollsNotSideways();
    await ada.tabsTo('Options');
    await ada.page.press('Enter');
    await ada.hasAccessiblePage('the options');
    await ada.scrollsNotSideways();
  });
