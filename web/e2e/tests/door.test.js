// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { solution } from '../support/scanner.js';
import { onStage } from '../support/stage.js';
import { get, post, startServe } from '../support/server.js';

const play = onStage(startServe);

play(
  'a host signs in, makes a meeting on her page, and a guest joins by number and passcode',
  async (stage) => {
    const { url, account } = stage.server;
    const ada = await stage.person('Ada');
    ada.tolerates(/401/);
    await ada.opens(`${url}/host`);
    await ada.page.fill('Account name', account.name);
    await ada.page.fill('Password', account.password);
    await ada.presses('Sign in');
    await ada.page.fill('Title (may be empty)', 'Budget');
    await ada.presses('New meeting');
    await ada.reads('Invitation: Budget');
    const [number, passcode] = await ada.page.textOf('dl dd');
    await ada.page.clickWithin(['list', 'My meetings'], 'link', 'Start');
    await ada.page.fill('Your name', 'Ada');
    await ada.presses('Start meeting');
    await ada.isIn();

    const lin = await stage.person('Lin');
    await lin.opens(url);
    await lin.page.fill('Meeting number', number);
    await lin.page.fill('Passcode', passcode);
    await lin.page.fill('Your name', 'Lin');
    await lin.presses('Join');
    await lin.reads('The host will let you in soon');
    await ada.admits('Lin');
    await lin.isIn();
    await lin.sees('Ada');
    await ada.sees('Lin');
  },
);

play('the door refuses with the same bytes, whatever the reason', async (stage) => {
  const { url } = stage.server;
  const { number, passcode } = await stage.server.newMeeting();
  const wrong = passcode === '000000' ? '000001' : '000000';
  const other = number === '99999999999' ? '99999999998' : '99999999999';
  const refusals = await Promise.all([
    post(`${url}/api/v1/door`, { number, passcode: wrong, name: 'Eve' }),
    post(`${url}/api/v1/door`, { number: other, passcode, name: 'Eve' }),
    post(`${url}/api/v1/door`, { number, key: 'guess', name: 'Eve' }),
    post(`${url}/api/v1/door`, { number, name: 'Eve' }),
  ]);
  assert.deepEqual(
    refusals.map((refusal) => refusal.status),
    [403, 403, 403, 403],
  );
  assert.equal(new Set(refusals.map((refusal) => refusal.text)).size, 1);
});

play('a person at the door reads one refusal and can try again', async (stage) => {
  const { number } = await stage.server.newMeeting();
  const eve = await stage.person('Eve');
  eve.tolerates(/403/);
  await eve.opens(stage.server.url);
  await eve.page.fill('Meeting number', number);
  await eve.page.fill('Passcode', '000000');
  await eve.page.fill('Your name', 'Eve');
  await eve.presses('Join');
  await eve.reads('That didn’t work. Check the number and passcode');
  assert.ok(await eve.page.has('button', 'Join'), 'the card is still there');
});

play('the link that makes the first host account works once', async (stage) => {
  const { url, setup } = stage.server;
  assert.equal(setup.answer.status, 200);
  const again = await post(`${url}/api/v1/setup`, {
    token: setup.token,
    name: 'Eve',
    password: 'another long password',
  });
  assert.equal(again.status, 403);
});

play('whoever is not signed in makes no meeting', async (stage) => {
  assert.equal((await post(`${stage.server.url}/api/v1/meetings`, {})).status, 401);
  assert.equal((await get(`${stage.server.url}/api/v1/meetings`, 'guess')).status, 401);
});

// The last of this file: from here on this machine works for each try.
play('where many tries failed the page works for its own and gets in', async (stage) => {
  const { number, passcode, hostUrl } = await stage.server.newMeeting();
  const ada = await stage.person('Ada');
  await ada.starts(hostUrl);
  const door = `${stage.server.url}/api/v1/door`;
  const wrong = { number: '99999999999', passcode: 'wrong', name: 'Eve' };
  const answers = await Promise.all(Array.from({ length: 16 }, () => post(door, wrong)));
  const challenge = answers.find(({ body }) => body.challenge)?.body.challenge;
  assert.ok(challenge, answers.map(({ status }) => status).join(' '));
  assert.equal((await post(door, { ...wrong, solution: solution(challenge) })).status, 403);
  const asked = await post(door, { number, passcode, name: 'Lin' });
  assert.equal(asked.status, 429);
  assert.ok(asked.body.challenge, 'right or wrong, work comes first');

  const lin = await stage.person('Lin');
  lin.tolerates(/429/);
  await lin.opens(stage.server.url);
  await lin.page.fill('Meeting number', number);
  await lin.page.fill('Passcode', passcode);
  await lin.page.fill('Your name', 'Lin');
  await lin.presses('Join');
  await lin.isIn();
});
