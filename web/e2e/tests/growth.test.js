// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { smallCamera } from '../support/publish.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';

const play = onStage(startServe);

const OTHERS = ['Ben', 'Cem', 'Dan', 'Eva', 'Fay', 'Gil', 'Hal', 'Ida'];

play(
  'a page that shows more people than it had slots for gets the slots it lacks, and sees all of them',
  async (stage) => {
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const small = { scripts: [[smallCamera, { width: 160, height: 120, frameRate: 5 }]] };
    const ada = await stage.person('Ada', small);
    await ada.starts(hostUrl);
    for (const name of OTHERS) {
      // A page so small that it shows few: only Ada looks at everybody.
      const person = await stage.person(name, { ...small, viewport: { width: 320, height: 400 } });
      await person.joins(joinUrl);
      await person.isIn();
    }
    for (const name of OTHERS) await ada.sees(name, { frames: 3, within: 60_000 });
    const sections = await ada.page.evaluate(
      () =>
        parleyProbe
          .live()[0]
          .getTransceivers()
          .filter((t) => t.receiver.track.kind === 'video' && t.currentDirection === 'recvonly').length,
    );
    assert.equal(sections, 12);
    assert.equal((await ada.messages('error')).length, 0);
    assert.equal((await ada.messages('(closed)')).length, 0);
  },
  { timeout: 300_000 },
);
