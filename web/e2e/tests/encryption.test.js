// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { sameCode } from '../support/code.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';

const play = onStage(startServe);

play(
  'three people in two browsers decrypt each other, with one safety code that changes when one leaves',
  async (stage) => {
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const ada = await stage.person('Ada');
    const lin = await stage.person('Lin');
    const max = await stage.person('Max', { kind: 'firefox' });
    await ada.starts(hostUrl);
    await lin.joins(joinUrl);
    await max.joins(joinUrl);
    for (const [person, other] of [
      [ada, 'Max'],
      [max, 'Ada'],
      [lin, 'Max'],
      [max, 'Lin'],
    ]) {
      await person.sees(other);
      await person.hears(other);
    }
    const three = await sameCode([ada, lin, max], ['Ada', 'Lin', 'Max']);
    await lin.leaves();
    const two = await sameCode([ada, max], ['Ada', 'Max']);
    assert.notEqual(two, three);
    await ada.sees('Max');
    await max.sees('Ada');
    const { facts } = await ada.security();
    assert.match(
      facts.find((row) => row.includes('Max')),
      /Guest, by the name given, since [\s\S]*\d{5} \d{5}/,
    );
  },
  { timeout: 240_000 },
);

play('a reload and a broken connection come back decrypting', async (stage) => {
  const [ada, lin] = await stage.pair();
  await ada.sees('Lin');
  await lin.page.reload();
  await lin.isIn();
  await ada.sees('Lin');
  await lin.sees('Ada');
  await lin.page.evaluate(() => parleyProbe.cut());
  await lin.writes('back again');
  await ada.readsInChat('back again');
  await lin.sees('Ada');
  await ada.sees('Lin');
  await sameCode([ada, lin], ['Ada', 'Lin']);
});

play(
  'the people of a link-bound meeting decrypt each other with the key of their link',
  async (stage) => {
    const { url, account } = stage.server;
    const ada = await stage.person('Ada');
    // Nobody is signed in yet.
    ada.tolerates(/401/);
    await ada.opens(`${url}/host`);
    await ada.page.fill('Account name', account.name);
    await ada.page.fill('Password', account.password);
    await ada.presses('Sign in');
    await ada.reads('My meetings');
    await ada.page.evaluate(() => document.querySelector('summary').click());
    await ada.page.click('checkbox', 'Only by link');
    await ada.presses('New meeting');
    await ada.reads('they can’t be shown again');
    const [joinUrl, hostUrl] = await ada.page.textOf('section .link');
    const secret = joinUrl.split('#b.')[1];
    await ada.starts(hostUrl);
    const lin = await stage.person('Lin');
    await lin.joins(joinUrl);
    await ada.admits('Lin');
    await lin.sees('Ada');
    await ada.hears('Lin');
    const { text } = await lin.security();
    assert.match(text, /Bound to its link/);
    const asked = [...ada.page.log.requests, ...lin.page.log.requests];
    assert.deepEqual(
      asked.filter((address) => address.includes(secret)),
      [],
      'the secret is in no request',
    );
    assert.ok(!JSON.stringify(await lin.messages()).includes(secret), 'nor in a message');
  },
  { timeout: 200_000 },
);

play('a browser that cannot encrypt cannot join, and is told why', async (stage) => {
  const { joinUrl } = await stage.server.newMeeting();
  const old = await stage.person('Old', {
    scripts: [
      () => {
        delete window.RTCRtpScriptTransform;
        delete RTCRtpSender.prototype.createEncodedStreams;
        delete RTCRtpReceiver.prototype.createEncodedStreams;
      },
    ],
  });
  await old.opens(joinUrl);
  await old.reads('This browser can’t join');
  await old.reads('current Firefox');
  assert.equal(await old.page.has('button', 'Join'), false);
});
