// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

/** Grace, who has the account, at her meetings. */
async function atHerMeetings(stage, options) {
  const { url, account } = stage.server;
  const grace = await stage.person('Grace', {
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
  grace.tolerates(/401/);
  await grace.opens(`${url}/host`);
  await grace.page.fill('Account name', account.name);
  await grace.page.fill('Password', account.password);
  await grace.presses('Sign in');
  await eventually('Grace is at her meetings', () => grace.page.has('button', 'New meeting'));
  return grace;
}

async function makes(grace, title) {
  await grace.page.fill('Title (may be empty)', title);
  await grace.presses('New meeting');
  await grace.reads(`Invitation: ${title}`);
}

const clipboard = (person) => person.page.evaluate(() => navigator.clipboard.readText());
const chooses = async (person, title, item) => {
  await person.presses(`More for ${title}`);
  await person.page.click('menuitem', item);
};

play('a new host is told what to do, and needs nothing else', async (stage) => {
  const grace = await atHerMeetings(stage);
  await grace.reads('Your first meeting');
  await grace.hasAccessiblePage('no meetings yet');
  await makes(grace, 'First');
  assert.ok(!(await grace.page.see('Your first meeting')));
});

play('an invitation is copied again until its host signs out', async (stage) => {
  const grace = await atHerMeetings(stage);
  await makes(grace, 'Planning');
  await grace.page.reload();
  await grace.presses('Copy invitation of “Planning”');
  await grace.reads('Copied');
  const text = await clipboard(grace);
  assert.match(text, /“Planning”[^]*\/m\/\d{11}#[\w-]{27}[^]*Passcode: \d{6}/);
  const lin = await stage.person('Lin');
  await lin.joins(/https?:\S+\/m\/\S+/.exec(text)[0]);
  await lin.reads('Waiting for the host');

  await grace.presses('Sign out');
  await eventually('Grace may sign in', () => grace.page.has('button', 'Sign in'));
  const kept = await grace.page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!kept.includes('#'), 'nothing that leads in is left in the browser');
});

play('an invitation drawn elsewhere is not copied from here', async (stage) => {
  const grace = await atHerMeetings(stage);
  await makes(grace, 'Retro');
  const other = await atHerMeetings(stage);
  await other.presses('Copy invitation of “Retro”');
  await other.reads('This browser does not have the invitation');
  await other.page.clickWithin(
    ['dialog', 'Draw a new invitation to copy it?'],
    'button',
    'New passcode and link',
  );
  await other.reads('Invitation: Retro');
  await grace.page.reload();
  await grace.presses('Copy invitation of “Retro”');
  await grace.reads('This browser does not have the invitation');
});

play('a new number voids the old one, and the running meeting tells it', async (stage) => {
  const grace = await atHerMeetings(stage);
  const meeting = await stage.server.newMeeting('Council');
  const ada = await stage.person('Ada');
  await ada.starts(meeting.hostUrl);
  await grace.page.reload();
  await grace.reads('Running, 1 here');
  await chooses(grace, 'Council', 'New number');
  await grace.reads('nobody else is given this number for 90 days');
  await grace.page.clickWithin(['dialog', 'Draw a new number?'], 'button', 'New number');
  await grace.reads('Invitation: Council');
  const [number] = await grace.page.textOf('section dd.numbers');
  const digits = number.replace(/\D/g, '');
  assert.notEqual(digits, meeting.number);
  await eventually(
    'Ada is told the new number',
    () => ada.messages('meeting'),
    (told) => told.at(-1)?.meeting.number === digits,
  );
  const eve = await stage.person('Eve');
  eve.tolerates(/403/);
  await eve.joins(meeting.joinUrl);
  await eve.reads('That didn’t work.');
  const lin = await stage.person('Lin');
  await lin.joinsPlainly((await grace.page.textOf('section .link'))[0], { heard: false });
  await lin.isIn();
});

play('title and settings are changed from the list', async (stage) => {
  const grace = await atHerMeetings(stage);
  await makes(grace, 'Draft');
  await chooses(grace, 'Draft', 'Settings');
  await grace.page.fill('Title', 'Review');
  await grace.page.evaluate(() => {
    const select = document.querySelector('[role=dialog] select');
    select.value = 'off';
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await grace.presses('Save');
  await eventually('it has its new title', () => grace.page.has('button', 'More for Review'));
  await grace.presses('Copy invitation of “Review”');
  const [link] = /https?:\S+\/m\/\S+/.exec(await clipboard(grace));
  await grace.page.evaluate(() =>
    [...document.querySelectorAll('li')]
      .find((li) => li.innerText.includes('Review'))
      .querySelector('a')
      .click(),
  );
  await grace.page.fill('Your name', 'Grace');
  await grace.presses('Start meeting');
  await grace.isIn();
  const lin = await stage.person('Lin');
  await lin.joinsPlainly(link, { heard: false });
  await lin.isIn();
});

play('a host reads and downloads who was there and who did what', async (stage) => {
  const grace = await atHerMeetings(stage);
  const { hostUrl, joinUrl, number } = await stage.server.newMeeting('Audit');
  const ada = await stage.person('Ada');
  await ada.starts(hostUrl);
  const lin = await stage.person('=1+1');
  await lin.joinsPlainly(joinUrl, { heard: false });
  await lin.isIn();
  await ada.removes('=1+1');
  await lin.isOut();
  await grace.page.reload();
  await chooses(grace, 'Audit', 'Attendance and log');
  await grace.reads('Ada removed =1+1');
  await grace.reads('Ada started the meeting');
  await grace.reads('Still here');
  const file = await grace.page.evaluate(async (href) => {
    const link = document.querySelector(`a[href="${href}"]`);
    return (await fetch(link.href)).text();
  }, `/api/v1/meetings/${number}/attendance.csv`);
  assert.match(file, /^name,role,way,account,came,left,minutes\r\nAda,host,host-link,no,/);
  assert.match(file, /\r\n'=1\+1,participant,link,no,\S+Z,\S+Z,0\r\n$/);
});

for (const colorScheme of ['light', 'dark'])
  play(`the page and its dialogs pass the accessibility rules (${colorScheme})`, async (stage) => {
    const grace = await atHerMeetings(stage, { colorScheme, viewport: { width: 320, height: 640 } });
    const title = `A title that is too long for a small ${colorScheme} screen`;
    const { hostUrl } = await stage.server.newMeeting(title);
    const ada = await stage.person('Ada');
    await ada.starts(hostUrl);
    await grace.page.reload();
    await grace.reads('Running, 1 here');
    await grace.hasAccessiblePage('my meetings');
    await grace.scrollsNotSideways();
    for (const item of ['Settings', 'Attendance and log']) {
      await chooses(grace, title, item);
      await grace.reads(item === 'Settings' ? 'Sound when people come' : 'Ada started');
      await grace.hasAccessiblePage(item);
      await grace.scrollsNotSideways();
      await grace.page.press('Escape');
    }
  });

play('what a host fixes for their meetings holds in one that runs, at once', async (stage) => {
  const grace = await atHerMeetings(stage);
  await makes(grace, 'Fixed');
  await grace.presses('Copy invitation of “Fixed”');
  const [link] = /https?:\S+\/m\/\S+/.exec(await clipboard(grace));
  await grace.opens(`${stage.server.url}/host/defaults`);
  await grace.reads('No meeting is looser than');
  await grace.hasAccessiblePage('defaults');
  const fix = (row, value) =>
    grace.page.evaluate(
      ([row, value]) => {
        const select = [...document.querySelectorAll('section:last-of-type .row')]
          .find((one) => one.innerText.includes(row))
          .querySelector('select');
        select.value = value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      },
      [row, value],
    );
  await fix('Waiting room', 'everyone');
  await grace.reads('Saved');
  const lin = await stage.person('Lin');
  await lin.joins(link);
  await lin.reads('Waiting for the host');
  await grace.opens(`${stage.server.url}/host`);
  await makes(grace, 'Later');
  await chooses(grace, 'Later', 'Settings');
  await grace.reads('Set by your organisation');
});

play('a meeting is made, looked at and deleted by keyboard alone', async (stage) => {
  const grace = await atHerMeetings(stage);
  await grace.tabsTo('Title (may be empty)');
  await grace.page.type('By hand');
  await grace.page.press('Enter');
  await grace.reads('Invitation: By hand');
  await grace.tabsTo('More for By hand');
  await grace.page.press('Enter');
  await eventually('the menu is at "Attendance and log"', async () => {
    await grace.page.press('ArrowDown');
    return grace.page.evaluate(() => document.activeElement.innerText.trim() === 'Attendance and log');
  });
  await grace.page.press('Enter');
  await grace.reads('Nobody has been here yet.');
  await grace.page.press('Escape');
  await grace.tabsTo('More for By hand');
  await grace.page.press('Enter');
  await grace.page.press('End');
  await grace.page.press('Enter');
  await grace.reads('Delete this meeting?');
  await grace.tabsTo('Delete');
  await grace.page.press('Enter');
  await eventually('it is gone', async () => !(await grace.page.has('button', 'More for By hand')));
});

play('a meeting is scheduled, shown by the host’s clock and put into a calendar', async (stage) => {
  const grace = await atHerMeetings(stage, { timezoneId: 'America/New_York' });
  await makes(grace, 'Seminar');
  const tomorrow = await grace.page.evaluate(() => {
    const day = new Date(Date.now() + 86_400_000);
    return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
  });
  await chooses(grace, 'Seminar', 'Schedule');
  await grace.page.fill('Day', tomorrow);
  await grace.page.fill('Begins', '14:00');
  await grace.page.evaluate(() => {
    const every = [...document.querySelectorAll('[role=dialog] select')].at(-1);
    every.value = 'weekly';
    every.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await grace.reads('On these days');
  await grace.hasAccessiblePage('the schedule');
  await grace.presses('Save');
  await grace.reads('tomorrow 2:00');
  await grace.reads('· Weekly');

  // What the browser would save, whole.
  await grace.page.evaluate(() => {
    URL.createObjectURL = (blob) => {
      void blob.text().then((text) => (window.savedFile = text));
      return 'about:blank#';
    };
    HTMLAnchorElement.prototype.click = () => {};
  });
  await chooses(grace, 'Seminar', 'Add to calendar');
  const file = await eventually('the file is there', () => grace.page.evaluate(() => window.savedFile));
  const whole = file.replaceAll('\r\n ', '');
  assert.match(whole, /\r\nDTSTART;TZID=America\/New_York:\d{8}T140000\r\n/);
  assert.match(whole, /\r\nRRULE:FREQ=WEEKLY\r\n/);
  const link = /\r\nURL:(\S+)\r\n/.exec(whole)[1];
  assert.match(link, /\/m\/\d{11}#[\w-]{27}$/);
  const lin = await stage.person('Lin');
  await lin.joins(link);
  await lin.reads('Waiting for the host');

  await chooses(grace, 'Seminar', 'Schedule');
  await grace.presses('Remove time');
  await eventually('it has no time', async () => !(await grace.page.see('tomorrow 2:00')));
});

play('a host has one personal meeting, which comes first', async (stage) => {
  const grace = await atHerMeetings(stage);
  await grace.presses('Make my personal meeting');
  await grace.reads('Invitation: Room of Grace');
  await makes(grace, 'Another');
  await eventually('the personal one is the first', async () =>
    (await grace.page.textOf('ul[aria-label="My meetings"] li'))[0]?.includes('Personal meeting'),
  );
  assert.ok(!(await grace.page.has('button', 'Make my personal meeting')));
});
