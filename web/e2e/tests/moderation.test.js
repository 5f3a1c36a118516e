// SPDX-License-Identifier: Apache-2.0
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

/** Ada hosts; Lin and Max are there. */
async function three(stage, heard = false) {
  const meeting = await stage.server.newMeeting('Board');
  const ada = await stage.person('Ada');
  await ada.starts(meeting.hostUrl);
  const [lin, max] = [await stage.person('Lin'), await stage.person('Max')];
  for (const [person, sounds] of [
    [lin, heard],
    [max, false],
  ]) {
    await person.joinsPlainly(meeting.joinUrl, { heard: sounds });
    await person.isIn();
  }
  return { ada, lin, max };
}

/** The tiles by size, the largest first. */
const tiles = (person) =>
  person.page.evaluate(() =>
    ['Ada', 'Lin', 'Max', 'Ada (you)', 'Lin (you)', 'Max (you)']
      .flatMap((name) => parleyProbe.tiles(name).map((tile) => ({ name, box: tile.getBoundingClientRect() })))
      .map(({ name, box }) => ({ name, size: Math.round(box.width * box.height) }))
      .sort((a, b) => b.size - a.size),
  );

play('who is in the spotlight is large for all, until a host ends it', async (stage) => {
  const { ada, lin, max } = await three(stage);
  await ada.does('Spotlight', 'Lin');
  for (const person of [ada, lin, max])
    await eventually(
      `Lin is large for ${person.name}`,
      () => tiles(person),
      ([first, second]) => first?.name.startsWith('Lin') && (!second || first.size > 2 * second.size),
    );
  await max.opensPanel('Participants');
  await eventually('the list says so', () => max.page.has('img', 'In the spotlight'));
  await ada.does('End spotlight', 'Lin');
  await eventually('it is over', async () => !(await max.page.has('img', 'In the spotlight')));
});

play('a host renames somebody, people rename themselves, and all see it', async (stage) => {
  const { ada, lin, max } = await three(stage);
  await ada.does('Rename', 'Lin');
  await ada.page.fill('New name', 'Lin Carter');
  await ada.presses('Save');
  for (const person of [ada, lin, max]) await person.learns('Lin Carter', { role: 'participant' });
  await lin.does('Change my name', 'Lin Carter');
  await lin.page.fill('New name', 'L. Carter');
  await lin.presses('Save');
  for (const person of [ada, max]) await person.learns('L. Carter', { role: 'participant' });
});

play('a report comes to the hosts, with who says it, and to nobody else', async (stage) => {
  const { ada, lin, max } = await three(stage);
  await lin.does('Report Max', 'Max');
  await lin.page.fill('What happened?', 'Shouts at people');
  await lin.presses('Send report');
  await ada.reads('Lin reports Max');
  await ada.opensPanel('Participants');
  await ada.reads('Shouts at people');
  await eventually(
    'Max is told nothing',
    () => max.messages('reported'),
    (told) => told.length === 0,
  );
});

play('settings that a host changes hold for all at once, and all see them', async (stage) => {
  const { ada, lin, max } = await three(stage, true);
  await max.hears('Lin');
  await ada.opensPanel('Security');
  const set = (label, value) =>
    eventually(`Ada sets ${label}`, () =>
      ada.page.evaluate(
        ([name, to]) => {
          const row = [...document.querySelectorAll('aside label')].find(
            (l) => l.textContent.trim() === name,
          );
          const select = row && document.getElementById(row.htmlFor);
          if (!select) return false;
          select.value = to;
          select.dispatchEvent(new Event('change', { bubbles: true }));
          return true;
        },
        [label, value],
      ),
    );
  await set('Unmute', 'host');
  await lin.reads('Your microphone was switched off: only hosts may have it on now');
  await ada.learns('Lin', { microphone: false });
  await set('Unmute', 'everyone');
  await lin.presses('Unmute');
  await max.hears('Lin');
  await set('Write in the chat', 'off');
  await max.opensPanel('Chat');
  await max.reads('The host has switched chat off.');
});
