// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { namespaceWithoutUdp } from '../support/namespace.js';
import { onStage } from '../support/stage.js';
import { startDemo } from '../support/server.js';

/** As where the server is behind a proxy. */
const withoutRelay = () => {
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
      super({ ...configuration, iceServers: [] });
    }
  };
};

const root = process.getuid() === 0;
const strict = root ? namespaceWithoutUdp() : undefined;
after(() => strict?.remove());

const play = onStage(() => startDemo({ args: ['--host-address', strict.address], wrap: strict.command }), {
  namespace: strict,
});

play(
  'where a firewall drops all UDP, media flow by TCP',
  async (stage) => {
    // On a busy machine the relay may be through first, and then stays.
    const ada = await stage.person('Ada', { scripts: [withoutRelay] });
    const lin = await stage.person('Lin', { scripts: [withoutRelay] });
    await ada.starts(stage.server.host);
    await lin.joins(stage.server.guest);
    await ada.admits('Lin');
    for (const [person, other] of [
      [ada, 'Lin'],
      [lin, 'Ada'],
    ]) {
      await person.sees(other, { within: 60_000 });
      await person.hears(other);
      assert.equal((await person.page.evaluate(() => parleyProbe.path())).local, 'tcp');
    }
    assert.ok(strict.dropped() > 0, 'UDP was tried, and dropped');
  },
  { skip: root ? false : 'only root can make a network without UDP' },
);

play(
  'where a firewall lets through the port of the pages alone, media flow by it',
  async (stage) => {
    const http = new URL(stage.server.host).port;
    strict.keepOnly(http);
    const ada = await stage.person('Ada');
    const lin = await stage.person('Lin');
    await ada.starts(stage.server.host);
    await lin.joins(stage.server.guest);
    await ada.admits('Lin');
    for (const [person, other] of [
      [ada, 'Lin'],
      [lin, 'Ada'],
    ]) {
      await person.sees(other, { within: 60_000 });
      await person.hears(other);
      assert.equal((await person.page.evaluate(() => parleyProbe.path())).relay, 'tcp');
    }
  },
  { skip: root ? false : 'only root can make a network without UDP' },
);
