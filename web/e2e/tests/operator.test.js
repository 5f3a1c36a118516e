// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { from, scan } from '../support/scanner.js';
import { onStage } from '../support/stage.js';
import { get, parley, post, startServe, temporaryDirectory } from '../support/server.js';
import { eventually } from '../support/wait.js';

const data = temporaryDirectory();
const play = onStage(() => startServe({ data }));

/** Signs in where the page asks for it, as the account that the setup link has made. */
async function signsIn(person, server, page) {
  person.tolerates(/401/);
  await person.opens(`${server.url}${page}`);
  await person.page.fill('Account name', server.account.name);
  await person.page.fill('Password', server.account.password);
  await person.presses('Sign in');
}

const isGone = (person, text) =>
  eventually(`${person.name} no longer reads "${text}"`, async () => !(await person.page.see(text)));

play('an operator sees a scan as it happens, ends its block, and blocks and lifts by hand', async (stage) => {
  const { url } = stage.server;
  const { number, passcode } = await stage.server.newMeeting();
  const right = { number, passcode, name: 'Eve' };
  const eve = from('127.0.0.2', url);
  const olga = await stage.person('Olga');
  olga.tolerates(/400|409/);
  await signsIn(olga, stage.server, '/host');
  await olga.page.click('link', 'Operator');
  await olga.reads('Nobody is guessing');
  await olga.reads('No network is allowed or blocked by hand.');
  assert.ok(!(await olga.page.see('Observe mode')));

  const refused = await scan(eve);
  await olga.reads('Somebody is guessing');
  await olga.reads('127.0.0.2/32');
  await olga.reads('Blocked: 1');
  await olga.reads('until');
  assert.equal((await eve(right)).status, 429);

  await olga.presses('Lift 127.0.0.2/32');
  await isGone(olga, 'Blocked: 1');
  assert.equal((await eve(right)).status, 200);

  await olga.presses('Block a network');
  await olga.page.fill('Address or network', '127.0.0.1');
  await olga.presses('Block');
  await olga.reads('Your own address is in that network');
  await olga.page.fill('Address or network', 'everybody');
  await olga.presses('Block');
  await olga.reads('That is no address and no network');
  await olga.page.fill('Address or network', '127.0.0.2');
  await olga.page.fill('Note (may be empty)', 'again and again');
  await olga.presses('Block');
  await olga.reads('again and again');
  const blocked = await eve(right);
  assert.equal(blocked.status, 429);
  assert.equal(blocked.text, refused.text, 'the same bytes as from the guard');
  assert.equal((await eve({ ...right, passcode: '000000' })).text, blocked.text);

  await olga.presses('Lift the rule for 127.0.0.2/32');
  await isGone(olga, 'again and again');
  assert.equal((await eve(right)).status, 200);
  await olga.page.evaluate(() => document.querySelector('summary').click());
  await olga.reads('Grace blocked 127.0.0.2/32');
  await olga.reads('Grace ended the block of 127.0.0.2/32');
});

for (const colorScheme of ['light', 'dark'])
  play(`the operator’s page passes the accessibility rules (${colorScheme})`, async (stage) => {
    const olga = await stage.person('Olga', { colorScheme, viewport: { width: 320, height: 640 } });
    await signsIn(olga, stage.server, '/operator');
    await scan(from(colorScheme === 'light' ? '127.0.0.3' : '127.0.0.4', stage.server.url));
    await olga.reads('Somebody is guessing');
    await olga.scrollsNotSideways();
    await olga.hasAccessiblePage('the operator’s page with a scan');
    await olga.presses('Block a network');
    await olga.reads('Address or network');
    await olga.hasAccessiblePage('the form');
  });

play('a host who is no operator is refused, on the page and by the API', async (stage) => {
  const { url, account } = stage.server;
  await stage.server.crash();
  const revoked = parley(['operator', '--data', data, '--revoke', account.name]);
  assert.equal((await revoked.exited).code, 0, revoked.err.join('\n'));
  await stage.server.again();
  const grace = await stage.person('Grace');
  grace.tolerates(/403/);
  await signsIn(grace, stage.server, '/host');
  await grace.reads('Signed in as Grace');
  assert.ok(!(await grace.page.has('link', 'Operator')), 'no link to a page that is not hers');
  await grace.opens(`${url}/operator`);
  await grace.reads('This page is for operators');
  const session = await post(`${url}/api/v1/session`, account);
  assert.equal((await get(`${url}/api/v1/operator/door`, session.body.token)).status, 403);
  const rule = { network: '192.0.2.0/24', action: 'block' };
  assert.equal((await post(`${url}/api/v1/operator/door/rules`, rule, session.body.token)).status, 403);
});
