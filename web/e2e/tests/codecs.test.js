// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { publishOnly, smallCamera } from '../support/publish.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';

const play = onStage(startServe);

const SMALL = [smallCamera, { width: 320, height: 180, frameRate: 10 }];

/** The codecs in which pictures arrive. */
const received = (person, kind) =>
  person.page.evaluate(async (wanted) => {
    const stats = await parleyProbe.stats();
    return stats
      .filter((s) => s.type === 'inbound-rtp' && s.kind === wanted && s.packetsReceived > 0 && s.codecId)
      .map((s) => stats.find((codec) => codec.id === s.codecId)?.mimeType);
  }, kind);

for (const [codec, { firefox }] of Object.entries({
  'video/VP9': { firefox: true },
  'video/AV1': { firefox: true },
  // Debian's Firefox has no H.264.
  'video/H264': { firefox: false },
})) {
  play(`a picture in ${codec} arrives as it was sent`, async (stage) => {
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const ada = await stage.person('Ada', { scripts: [SMALL, [publishOnly, codec]] });
    const lin = await stage.person('Lin', { scripts: [SMALL] });
    await ada.starts(hostUrl);
    await lin.joins(joinUrl);
    await lin.isIn();
    await lin.sees('Ada');
    assert.deepEqual(await received(lin, 'video'), [codec]);
    if (firefox) {
      const max = await stage.person('Max', { kind: 'firefox' });
      await max.joins(joinUrl);
      await max.isIn();
      await max.sees('Ada');
      assert.ok((await received(max, 'video')).includes(codec));
    }
  });
}
