// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);
const ROOM = { waitingRoom: 'guests' };
const WAITS = 'The host will let you in soon';

/** Small and silent: many of them fit this machine. */
const quietly = async (stage, name, link) => {
  const person = await stage.person(name);
  await person.joinsPlainly(link, { heard: true });
  return person;
};

/** A meeting whose host, Ada, has let Lin in. */
async function hosted(stage, settings) {
  const meeting = await stage.server.newMeeting('Board', settings);
  const ada = await stage.person('Ada');
  await ada.starts(meeting.hostUrl);
  const lin = await quietly(stage, 'Lin', meeting.joinUrl);
  if (settings?.waitingRoom !== 'off') await ada.admits('Lin');
  await lin.isIn();
  return { ada, lin, ...meeting };
}

const waiting = (person) => person.page.textOf('ul[aria-label="Waiting"] .name');

play('who knocks is told nothing, is admitted or refused, and may knock again', async (stage) => {
  const { ada, lin, joinUrl } = await hosted(stage, ROOM);
  const eve = await quietly(stage, 'Eve', joinUrl);
  await eve.reads(WAITS);
  await eventually(
    'the title of the host’s page says that somebody waits',
    () => ada.page.evaluate(() => document.title),
    (title) => title.startsWith('(1) '),
  );
  const told = (await eve.messages()).filter((message) => message.to === 'client');
  assert.deepEqual(
    [...new Set(told.map((m) => m.type))].filter((type) => type !== 'pong'),
    ['waiting'],
  );
  for (const secret of ['Board', 'Ada', 'Lin'])
    assert.ok(!JSON.stringify(told).includes(secret), `${secret} stays inside`);
  assert.equal(await eve.page.evaluate(() => parleyProbe.live().length), 0, 'no media before admission');
  assert.ok(!(await lin.messages()).some((m) => m.type === 'knocked'), 'a guest learns nothing of a knock');

  await ada.opensPanel('Participants');
  await ada.presses('Refuse Eve');
  await eve.reads('A host did not let you in');
  await eve.presses('Knock again');
  await eve.reads(WAITS);
  await ada.presses('Close');
  // By the one click of the notice.
  await ada.presses('Admit');
  await eve.isIn();
  await eve.sees('Ada');
});

play('two hosts share one queue, and a reload keeps it', async (stage) => {
  const { ada, lin, joinUrl } = await hosted(stage, ROOM);
  await ada.does('Make co-host', 'Lin');
  await lin.learns('Lin', { role: 'cohost' });
  const eve = await quietly(stage, 'Eve', joinUrl);
  await eve.reads(WAITS);
  const max = await quietly(stage, 'Max', joinUrl);
  await max.reads(WAITS);
  for (const host of [ada, lin]) {
    await host.opensPanel('Participants');
    await eventually(
      `${host.name} sees who waits`,
      () => waiting(host),
      (names) => names.join() === 'Eve,Max',
    );
  }
  await ada.page.reload();
  await ada.isIn();
  await ada.opensPanel('Participants');
  await eventually(
    'the queue is still there',
    () => waiting(ada),
    (names) => names.join() === 'Eve,Max',
  );
  await ada.page.evaluate(() => document.querySelector('aside summary').click());
  await ada.page.fill('Message to those who wait', 'Two minutes');
  await ada.presses('Send to those who wait');
  await max.reads('Two minutes');
  await lin.presses('Admit all');
  await eve.isIn();
  await max.isIn();
  await eventually(
    'nobody waits any more',
    () => waiting(ada),
    (names) => names.length === 0,
  );
});

play('who is put back sees and hears nothing until admitted again', async (stage) => {
  const { ada, lin } = await hosted(stage, ROOM);
  await lin.sees('Ada');
  await ada.does('Put in the waiting room', 'Lin');
  await lin.reads('You were put back into the waiting room');
  assert.equal(await lin.page.evaluate(() => parleyProbe.live().length), 0, 'media are gone');
  await eventually(
    'Ada is alone',
    () => ada.knows(),
    (names) => names.join() === 'Ada',
  );
  await ada.admits('Lin');
  await lin.isIn();
  await lin.sees('Ada');
  await ada.hears('Lin');
});

play('a locked meeting lets nobody in, and counts them', async (stage) => {
  const { ada, joinUrl } = await hosted(stage, { waitingRoom: 'off' });
  await ada.opensPanel('Participants');
  await ada.presses('Lock meeting');
  await ada.reads('Locked: nobody else is let in');
  const eve = await quietly(stage, 'Eve', joinUrl);
  await eve.reads('The meeting is locked');
  await ada.reads('1 person tried to come in');
  await ada.presses('Lock meeting');
  await ada.reads('Open: who has the link');
  await eve.joinsPlainly(joinUrl, { heard: false });
  await eve.isIn();
});

play('who is removed is out at once, and stays out where a host wants it, until let back', async (stage) => {
  const { ada, lin, joinUrl } = await hosted(stage, { waitingRoom: 'off' });
  await ada.removes('Lin');
  await lin.reads('You were taken out of the meeting');
  await lin.joinsPlainly(joinUrl, { heard: true });
  await lin.isIn();
  await ada.removes('Lin', 'Remove and keep out');
  await lin.reads('You were taken out of the meeting');
  await lin.joinsPlainly(joinUrl, { heard: true });
  await lin.reads('You were taken out of the meeting');
  await ada.presses('Let back in: Lin');
  await eventually('the removal is lifted', async () => !(await ada.page.has('button', 'Let back in: Lin')));
  await lin.joinsPlainly(joinUrl, { heard: true });
  await lin.isIn();
});

play('a host mutes one and all, and asks; nobody is switched on by another', async (stage) => {
  const { ada, lin, joinUrl } = await hosted(stage, { waitingRoom: 'off' });
  const max = await quietly(stage, 'Max', joinUrl);
  await max.isIn();
  await ada.hears('Lin');
  await ada.opensPanel('Participants');
  await ada.presses('Mute Lin');
  await lin.reads('A host muted you');
  await ada.learns('Lin', { microphone: false });
  await ada.presses('Mute all');
  await ada.learns('Max', { microphone: false });
  await ada.hearsNothing();
  await ada.does('Ask Lin to unmute', 'Lin');
  await lin.page.clickWithin(['dialog', 'Ada asks you to unmute'], 'button', 'Unmute');
  await ada.learns('Lin', { microphone: true });
  await ada.hears('Lin');
  assert.equal((await ada.participant('Max')).microphone, false);
});

play('one button stops everything, until a host lifts it', async (stage) => {
  const { ada, lin, joinUrl } = await hosted(stage, { waitingRoom: 'off' });
  await ada.hears('Lin');
  await ada.presses('Stop everything');
  await ada.learns('Lin', { microphone: false });
  await lin.reads('Everything is stopped');
  await ada.hearsNothing();
  await lin.presses('Unmute');
  await lin.reads('Your microphone may not be switched on now');
  await lin.page.press('Escape');
  const eve = await quietly(stage, 'Eve', joinUrl);
  await eve.reads('The meeting is locked');
  await ada.presses('Lift');
  await lin.presses('Unmute');
  await ada.hears('Lin');
});

play('a hand is seen by all, and lowered by a host', async (stage) => {
  const { ada, lin } = await hosted(stage, { waitingRoom: 'off' });
  await lin.presses('Raise hand');
  await ada.seesSign('Lin', 'Hand raised');
  await ada.does('Lower hand', 'Lin');
  await ada.seesSign('Lin', 'Hand raised', false);
  await eventually('Lin may raise it again', () => lin.page.has('button', 'Raise hand'));
});

for (const colorScheme of ['light', 'dark'])
  play(`the hosts’ panels pass the accessibility rules (${colorScheme})`, async (stage) => {
    const { hostUrl, joinUrl } = await stage.server.newMeeting('Board', ROOM);
    const ada = await stage.person('Ada', { colorScheme });
    await ada.starts(hostUrl);
    const lin = await stage.person('Lin', { colorScheme });
    await lin.joinsPlainly(joinUrl, { heard: true });
    await lin.reads(WAITS);
    await lin.hasAccessiblePage('the waiting room');
    await ada.opensPanel('Participants');
    await eventually('Lin waits', () => ada.page.has('list', 'Waiting'));
    await ada.hasAccessiblePage('the participants with somebody who waits');
    await ada.presses('Security');
    await ada.reads('Host’s settings');
    await ada.hasAccessiblePage('the host’s settings');
  });
