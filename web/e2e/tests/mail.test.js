// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { open, startPost } from '../support/post.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

let post;
after(() => post?.stop());

const play = onStage(async () => {
  post = await startPost();
  return startServe({
    env: {
      PARLEY_SMTP_HOST: '127.0.0.1',
      PARLEY_SMTP_PORT: String(post.port),
      PARLEY_SMTP_SECURITY: 'off',
      PARLEY_SMTP_FROM: 'meetings@example.org',
    },
  });
});

play('an invitation that a host sends by mail leads each who gets it to the meeting', async (stage) => {
  const { url, account } = stage.server;
  const grace = await stage.person('Grace');
  grace.tolerates(/401/);
  await grace.opens(`${url}/host`);
  await grace.page.fill('Account name', account.name);
  await grace.page.fill('Password', account.password);
  await grace.presses('Sign in');
  await eventually('Grace is at her meetings', () => grace.page.has('button', 'New meeting'));
  await grace.page.fill('Title (may be empty)', 'Größe & Gewicht');
  await grace.presses('New meeting');
  await grace.reads('Invitation: Größe & Gewicht');

  await grace.presses('Send by mail');
  await grace.hasAccessiblePage('sending an invitation');
  await grace.page.fill('Mail addresses', 'nobody');
  await grace.presses('Send');
  await eventually('the page says what is wrong', () => grace.page.see('Type 1 to 50 mail addresses.'));
  assert.equal(post.mails.length, 0);
  await grace.page.fill('Mail addresses', 'ada@example.net\nlin@example.net');
  await grace.presses('Send');
  await grace.reads('Sent: 2');

  assert.deepEqual(post.mails.map(({ to }) => to.join()).sort(), ['ada@example.net', 'lin@example.net']);
  for (const { from, to, raw } of post.mails) {
    assert.equal(from, 'meetings@example.org');
    const { headers, texts } = open(raw);
    assert.match(headers.from, /meetings@example\.org/);
    assert.match(headers.to, new RegExp(to[0].replaceAll('.', '\\.')));
    const others = post.mails.flatMap((mail) => mail.to).filter((address) => address !== to[0]);
    assert.ok(!others.some((address) => raw.includes(address)), 'nobody reads who else is invited');
    assert.match(texts['text/plain'], /Größe & Gewicht/);
    assert.match(texts['text/plain'], /\d{3} \d{4} \d{4}|\d{11}/);
  }
  const link = /https?:\S+\/m\/\d{11}#[\w-]+/.exec(open(post.mails[0].raw).texts['text/plain'])[0];
  const lin = await stage.person('Lin');
  await lin.joins(link);
  await lin.reads('Waiting for the host');
});
