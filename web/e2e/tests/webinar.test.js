// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);
const REFUSED = 'That didn’t work';

/** Small and silent: many of them fit this machine. */
const quietly = async (stage, name, link, options = {}) => {
  const person = await stage.person(name, options);
  await person.joinsPlainly(link, { heard: false });
  return person;
};

/** The owner at the page "My meetings". */
async function atHome(stage, options) {
  const grace = await stage.person('Grace', options);
  const { name, password } = stage.server.account;
  grace.tolerates(/401/);
  await grace.opens(`${stage.server.url}/host`);
  await grace.page.fill('Account name', name);
  await grace.page.fill('Password', password);
  await grace.presses('Sign in');
  return grace;
}

/** Opens the links of a meeting. */
async function opensLinks(grace, title) {
  await grace.presses(`More for ${title}`);
  await grace.page.click('menuitem', 'Links for single people');
}

play(
  'a link for one person is the first browser’s, which may come back, and nobody else’s',
  async (stage) => {
    const meeting = await stage.server.newMeeting('Autumn', { webinar: true, registeredOnly: true });
    const [ada, nobody] = await stage.server.registers(meeting.number, ['Ada Lovelace', '']);
    const host = await stage.person('Lin');
    await host.starts(meeting.hostUrl);

    const first = await quietly(stage, 'Ada Lovelace', ada.url);
    await first.isIn();
    await host.learns('Ada Lovelace', { role: 'attendee' });
    await first.page.reload();
    await first.isIn();
    await eventually(
      'there is one Ada',
      () => host.knows(),
      (names) => names.join() === 'Ada Lovelace,Lin',
    );

    // A refusal at the door is written into the console by the browser itself.
    const second = await quietly(stage, 'Ada Lovelace', ada.url);
    second.tolerates(/403/);
    await second.reads(REFUSED);
    await second.joinsPlainly(meeting.joinUrl, { heard: false });
    await second.reads('This meeting is for people with a link of their own');
    // A link without a name: the person says one.
    await second.joinsPlainly(nobody.url, { heard: false });
    await second.isIn();
    await host.learns('Ada Lovelace', { role: 'attendee' });
  },
);

play('the host makes links from a list of names, and withdraws one', async (stage) => {
  const { number } = await stage.server.newMeeting('Spring', { webinar: true });
  const grace = await atHome(stage);
  await opensLinks(grace, 'Spring');
  await grace.reads('Nobody has a link of their own yet');
  await grace.page.fill('Names, one in a line', 'Ada\n\nHedy Lamarr\n');
  await grace.page.fill('Links without a name', '1');
  await grace.presses('Make links');
  await grace.reads('3 links, 0 used');
  await grace.hasAccessiblePage('the links for single people');
  await grace.page.resize(360, 700);
  await grace.scrollsNotSideways();
  const list = 'ul[aria-label="People with a link"]';
  assert.deepEqual(await grace.page.textOf(`${list} .name`), ['Ada', 'Hedy Lamarr', 'Without a name']);
  const [link] = await grace.page.textOf(`${list} .link`);
  assert.match(link, new RegExp(`/m/${number}#[\\w-]{22,}~Ada$`));

  const ada = await quietly(stage, 'Ada', link);
  await ada.reads('Waiting for the host');
  await grace.presses('Withdraw the link of Hedy Lamarr');
  await grace.reads('2 links, 1 used');
});

play('the links for single people pass the accessibility rules in the dark', async (stage) => {
  const { number } = await stage.server.newMeeting('Winter');
  await stage.server.registers(number, ['Ada', '']);
  const grace = await atHome(stage, { colorScheme: 'dark' });
  await opensLinks(grace, 'Winter');
  await grace.reads('2 links, 0 used');
  await grace.hasAccessiblePage('the links for single people');
});

/** A webinar of Lin's with Ada, who has a microphone, and Max. */
async function webinar(stage) {
  const { hostUrl, joinUrl } = await stage.server.newMeeting('Autumn', { webinar: true });
  const lin = await stage.person('Lin');
  await lin.starts(hostUrl);
  const ada = await stage.person('Ada');
  await ada.joins(joinUrl);
  await ada.isIn();
  const max = await quietly(stage, 'Max', joinUrl);
  await max.isIn();
  return { lin, ada, max };
}

play('attendees are counted for each other and named for hosts', async (stage) => {
  const { lin, max } = await webinar(stage);
  await max.sees('Lin');
  assert.deepEqual(await lin.knows(), ['Ada', 'Lin', 'Max']);
  assert.deepEqual(await max.knows(), ['', 'Lin', 'Max'].toSorted());
  assert.ok(!JSON.stringify(await max.messages()).includes('Ada'), 'no word of Ada comes to Max');
  await eventually(
    'Max reads who can decrypt: by name, and by number whom attendees are not named',
    () => max.security(),
    ({ says, who, facts }) =>
      says === 'Only the 3 people counted here can hear this meeting.' &&
      who.join() === 'Max (you),Lin' &&
      facts.at(-1) === 'And one attendee, whose name only hosts and panelists see.',
  );
  await max.hasAccessiblePage('who can decrypt, for an attendee');
  await eventually(
    'Lin reads all by name',
    () => lin.security(),
    ({ who }) => who.toSorted().join() === 'Ada,Lin (you),Max',
  );
});

play('an attendee comes to the panel, is heard, and goes back', async (stage) => {
  const { lin, ada, max } = await webinar(stage);
  await lin.does('Move to the panel', 'Ada');
  await ada.reads('You are a participant now');
  await max.learns('Ada', { role: 'participant' });
  await ada.presses('Unmute');
  await max.hears('Ada');
  await lin.does('Move to the attendees', 'Ada');
  await ada.reads('You are in the audience now');
  await eventually(
    'Ada has no name for Max any more',
    () => max.knows(),
    (names) => names.filter(Boolean).join() === 'Lin,Max',
  );
  await eventually(
    'Ada has no microphone to switch on',
    async () => !(await ada.page.has('button', 'Unmute')),
  );
});

/** Opens the chat and asks the hosts and panelists. */
async function asks(person, question, to = 'The hosts alone (a question)') {
  await person.writes(question, to);
}

play('attendees ask those on stage alone, who answer to all', async (stage) => {
  const { lin, ada, max } = await webinar(stage);
  await asks(max, 'When does it begin?');
  await asks(max, 'Is there coffee?');
  await max.readsInChat('Question to the stage');
  await lin.opensPanel('Chat');
  await lin.presses('Questions (2)');
  await lin.reads('When does it begin?');
  await lin.hasAccessiblePage('the questions');
  await lin.presses('Dismiss: When does it begin?');
  await lin.reads('Dismissed');
  await lin.presses('Answer to all: Is there coffee?');
  await lin.page.fill('Answer, with the question above it', 'On the left');
  await lin.presses('Send the answer');
  await lin.reads('Answered');
  await ada.readsInChat('On the left');
  await ada.readsInChat('Is there coffee?');
  assert.ok(!(await ada.chatText()).includes('When does it begin?'), 'nobody else reads a question');
  assert.ok(!(await ada.messages('mls-application')).some((m) => m.private), 'nor gets it');
  // Who comes to the panel is asked too, and nothing of what was asked before.
  await lin.does('Move to the panel', 'Ada');
  await max.learns('Ada', { role: 'participant' });
  await asks(max, 'And tea?', 'Hosts and panelists alone (a question)');
  await ada.presses('Questions (1)');
  await ada.reads('And tea?');
  await ada.presses('Mark as answered: And tea?');
  await lin.opensPanel('Chat');
  // The host switches questions off, with the chat.
  await lin.presses('Chat messages');
  await lin.presses('Chat settings');
  await lin.page.click('radio', 'Nobody');
  await max.reads('The host has switched chat off.');
});
