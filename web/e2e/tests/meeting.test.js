// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { onStage } from '../support/stage.js';
import { startDemo } from '../support/server.js';

const play = onStage(startDemo);

play('two in Chromium and one in Firefox see and hear each other by the links of the demo', async (stage) => {
  const ada = await stage.person('Ada');
  const lin = await stage.person('Lin');
  const max = await stage.person('Max', { kind: 'firefox' });
  await ada.starts(stage.server.host);
  await lin.joins(stage.server.guest);
  await max.joins(stage.server.guest);
  await ada.admits('Lin');
  await ada.admits('Max');

  const all = [ada, lin, max];
  for (const person of all) {
    await person.isIn();
    for (const other of all) {
      if (other === person) continue;
      await person.sees(other.name);
      await person.hears(other.name);
    }
    assert.deepEqual(await person.knows(), ['Ada', 'Lin', 'Max']);
  }
});
