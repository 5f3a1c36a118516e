// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually, throughout } from '../support/wait.js';

const play = onStage(startServe);

play('what is written reaches everybody, or one person alone', async (stage) => {
  const [ada, lin, { joinUrl }] = await stage.pair();
  const max = await stage.person('Max');
  await max.joins(joinUrl);
  await max.isIn();
  await ada.writes('hello to all');
  await lin.readsInChat('hello to all');
  await max.readsInChat('hello to all');
  await ada.readsInChat('Sent');
  await lin.writes('for you alone', 'Ada');
  await ada.readsInChat('for you alone');
  await ada.readsInChat('Privately to you');
  await throughout(
    'Max does not see what is not for him',
    1500,
    () => max.chatText(),
    (text) => !text.includes('alone'),
  );
  const bytes = JSON.stringify(await ada.messages());
  assert.ok(
    !bytes.includes('hello to all') && !bytes.includes('for you alone'),
    'the server reads none of it',
  );

  // Unread messages are counted where the chat is closed.
  await max.presses('Chat');
  await ada.writes('two more');
  await ada.writes('and another');
  await eventually(
    'Max has two unread',
    () => max.page.evaluate(() => document.querySelector('.badge.loud')?.dataset.count),
    (count) => count === '2',
  );
});

play('links are safe, and what only looks like one is marked', async (stage) => {
  const [ada, lin] = await stage.pair();
  await ada.writes('see https://example.org/a?b=1 or \\\\host\\share or javascript:alert(1)');
  await lin.readsInChat('host\\share');
  const links = await lin.page.evaluate(() =>
    [...document.querySelectorAll('[role=log] a')].map(({ href, rel, target }) => ({ href, rel, target })),
  );
  assert.deepEqual(links, [
    { href: 'https://example.org/a?b=1', rel: 'noopener noreferrer nofollow', target: '_blank' },
  ]);
  const marks = await lin.page.evaluate(() =>
    [...document.querySelectorAll('[role=log] .unsafe')].map((e) => e.innerText.trim()),
  );
  assert.deepEqual(marks, ['\\\\host\\share', 'javascript:alert(1)']);
});

play('the host switches chat off for everybody: the page says so, the server refuses', async (stage) => {
  const [ada, lin] = await stage.pair();
  await lin.writes('while it is on');
  await ada.readsInChat('while it is on');
  await ada.presses('Chat settings');
  await ada.page.click('radio', 'Nobody');
  await lin.reads('The host has switched chat off.');
  assert.equal(await lin.page.has('textbox', 'Message'), false);
  // A page that does not care is refused by the server.
  await lin.page.evaluate(() => {
    const said = parleyProbe.messages.findLast((m) => m.to === 'server' && m.type === 'mls-application');
    const { id, type, epoch, message } = { ...said, id: 4711 };
    parleyProbe.sockets.at(-1).send(JSON.stringify({ type, id, epoch, message }));
  });
  await eventually(
    'the server refuses it',
    () => lin.messages('mls-refused'),
    (refusals) => refusals.some(({ id, reason }) => id === 4711 && reason === 'not-allowed'),
  );
  await ada.page.click('radio', 'Hosts to everyone, others to hosts alone');
  await lin.writes('only for the host', 'Ada');
  await ada.readsInChat('only for the host');
});

play('who wants no chat sees none', async (stage) => {
  const [ada, lin] = await stage.pair();
  await lin.opensPanel('Chat');
  await lin.presses('Chat settings');
  await lin.page.click('checkbox', 'Show me the chat');
  await lin.reads('You have switched chat off for yourself.');
  await ada.writes('unseen');
  await ada.readsInChat('Sent');
  await lin.presses('Switch on');
  await ada.writes('seen');
  await lin.readsInChat('seen');
  assert.ok(!(await lin.chatText()).includes('unseen'));
});
