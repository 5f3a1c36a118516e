// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { sameCode } from '../support/code.js';
import { isSoonEnough } from '../support/silence.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

const play = onStage(startServe);

const BLACK = 8;

const tile = (person, of) => person.page.evaluate((name) => parleyProbe.tile(name), of);

/** A counter of the server, summed over its tags. */
async function counted(server, name) {
  return (await server.metrics())
    .split('\n')
    .filter((row) => row.startsWith(name))
    .reduce((sum, row) => sum + Number(row.split(' ').at(-1)), 0);
}

/** What is to be seen is a picture, or words; never a black rectangle. */
async function isNotBlack(person, of) {
  const [{ text, shown }, picture] = [await tile(person, of), await person.picture(of)];
  const bright = picture?.pixels.some((value, i) => i % 4 !== 3 && value > BLACK);
  assert.ok(shown ? bright : /Waiting for the key|Video is on its way|Can’t decrypt/.test(text), text);
}

play('a tile without its key says so, for how long and what is done, and heals by itself', async (stage) => {
  const [ada, lin, { joinUrl }] = await stage.pair();
  await lin.sees('Ada');
  await ada.sees('Lin');
  const before = await counted(stage.server, 'parley_e2ee_slot_troubles');
  const framesBefore = await counted(stage.server, 'parley_e2ee_frames_dropped');

  await lin.page.evaluate(() => parleyProbe.deafen(true));
  const bo = await stage.person('Bo');
  await bo.joinsPlainly(joinUrl, { heard: false });
  const said = await eventually(
    'the tile of Ada says that its key has been missing for two seconds',
    async () => {
      await isNotBlack(lin, 'Ada');
      return tile(lin, 'Ada');
    },
    ({ text }) => /Waiting for the key, [2-9] s/.test(text),
  );
  assert.match(said.text, /Asking the others for it/);
  assert.equal(said.shown, false, 'no picture is shown that cannot be decrypted');

  await lin.page.evaluate(() => parleyProbe.deafen(false));
  const since = Date.now();
  await eventually(
    'the tile of Ada has its picture again',
    () => tile(lin, 'Ada'),
    ({ text, shown }) => shown && !/Waiting for the key/.test(text),
  );
  isSoonEnough('a missing key that can come again, to the picture', Date.now() - since, 2_000);
  await lin.sees('Ada');
  await lin.hears('Ada');
  await sameCode([ada, lin, bo], ['Ada', 'Bo', 'Lin']);

  await eventually(
    'the trouble is counted',
    async () => ({
      slots: (await counted(stage.server, 'parley_e2ee_slot_troubles')) - before,
      frames: (await counted(stage.server, 'parley_e2ee_frames_dropped')) - framesBefore,
    }),
    ({ slots, frames }) => slots > 0 && frames > 0,
  );
});

play('whoever loses the encryption worker comes back with another identity', async (stage) => {
  const [ada, lin] = await stage.pair();
  await lin.sees('Ada');
  await ada.sees('Lin');
  const fingerprint = async () =>
    (await ada.security()).facts.find((row) => row.includes('Lin')).match(/\d{5} \d{5}/)[0];
  const code = await sameCode([ada, lin], ['Ada', 'Lin']);
  const before = await fingerprint();

  await lin.page.evaluate(() => parleyProbe.endWorkers());
  await eventually('Lin has another fingerprint', fingerprint, (now) => now !== before);
  await lin.sees('Ada');
  await ada.sees('Lin');
  await lin.hears('Ada');
  assert.notEqual(await sameCode([ada, lin], ['Ada', 'Lin']), code);
});
