// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { smallCamera } from '../support/publish.js';
import { backAfter, measured, received, tell, watch, watchQuality } from '../support/quality.js';
import { ADDRESS, relayTo } from '../support/relay.js';
import { onStage } from '../support/stage.js';
import { startServe } from '../support/server.js';
import { eventually } from '../support/wait.js';

/** Three conditions are tried by every verify; all of them, longer, with PARLEY_NETWORK=all. */
const ALL = process.env.PARLEY_NETWORK === 'all';
const SECONDS = ALL ? 20 : 10;
const rest = { skip: ALL ? false : 'only with PARLEY_NETWORK=all', timeout: 300_000 };

const play = onStage(() => startServe({ args: ['--host-address', ADDRESS] }));

const CAMERA = [smallCamera, { width: 640, height: 360, frameRate: 15 }];

/** Ada on a good network, and Lin at the other end of a relay; once they hear and see each other. */
async function pairWithRelay(stage, scene, { kind, seed = 1, conditions, camera = CAMERA } = {}) {
  const relay = await relayTo(stage.server.mediaPort, { seed });
  try {
    if (conditions) await relay.steer(conditions);
    const { hostUrl, joinUrl } = await stage.server.newMeeting();
    const ada = await stage.person('Ada', { scripts: [camera, watchQuality] });
    const lin = await stage.person('Lin', { kind, scripts: [camera, watchQuality, relay.script] });
    await ada.starts(hostUrl);
    await lin.joins(joinUrl);
    await lin.isIn();
    await lin.sees('Ada');
    await ada.sees('Lin');
    await ada.hears('Lin');
    await lin.hears('Ada');
    await scene({ relay, ada, lin });
  } finally {
    await relay.close();
  }
}

const linGets = (kind) => `Lin (${kind}, bad network) from Ada`;
const adaGets = (kind) => `Ada from Lin (${kind}, bad network)`;

for (const kind of ALL ? ['chromium', 'firefox'] : ['chromium'])
  for (const [loss, mostConcealed] of ALL
    ? [
        [0.05, 1],
        [0.15, 4],
      ]
    : [[0.05, 1]])
    play(
      `at ${100 * loss} % loss both ways, ${kind} goes on hearing and seeing`,
      (stage) =>
        pairWithRelay(
          stage,
          async ({ relay, ada, lin }) => {
            await pause(ALL ? 5_000 : 1_000);
            const before = (await lin.picture('Ada')).height;
            await relay.both({ loss, delay: 20 });
            // What the encoders and jitter buffers do about it is theirs to find out.
            await pause(3_000);
            await watch(ada, lin);
            await pause(SECONDS * 1000);
            for (const [who, person] of [
              [linGets(kind), lin],
              [adaGets(kind), ada],
            ]) {
              const quality = await received(person);
              tell(`${100 * loss} % loss, ${who}`, quality);
              const what = (measure) => `${100 * loss} % loss, ${who}, ${measure}`;
              measured(what('concealed'), quality.concealed, '% of samples', {
                asked: mostConcealed,
                broken: 400 * loss,
              });
              measured(what('longest gap between frames'), quality.longestGap, 'ms', {
                asked: 500,
                broken: 5_000,
              });
              if (loss < 0.1 && person === lin)
                assert.ok(quality.height >= before * 0.8, `${quality.height} lines, before ${before}`);
            }
            const { up, down } = await relay.counts();
            assert.ok(up.lost > 0 && down.lost > 0, 'packets were lost');
          },
          { kind },
        ),
      { timeout: 240_000 },
    );

play('after two seconds of nothing, sound and picture are back', (stage) =>
  pairWithRelay(stage, async ({ relay, ada, lin }) => {
    for (let round = 0; round < (ALL ? 3 : 1); round++) {
      await pause(ALL ? 18_000 : 2_000);
      await watch(ada, lin);
      await relay.both({ silent: true });
      await pause(2_000);
      await relay.perfect();
      const end = Date.now();
      for (const [who, person] of [
        [linGets('chromium'), lin],
        [adaGets('chromium'), ada],
      ]) {
        const { sound, picture } = await backAfter(person, end);
        measured(`2 s of nothing, ${who}, sound back`, sound, 'ms', { asked: 300, broken: 10_000 });
        measured(`2 s of nothing, ${who}, picture back`, picture, 'ms', { asked: 800, broken: 10_000 });
      }
    }
    assert.equal(await lin.page.evaluate(() => parleyProbe.peers.length), 1, 'there was no new join');
  }),
);

play('a new address in the middle of a call needs no new join', (stage) =>
  pairWithRelay(stage, async ({ relay, ada, lin }) => {
    await watch(ada, lin);
    await pause(1_000);
    await relay.move();
    const moved = Date.now();
    for (const [who, person] of [
      [linGets('chromium'), lin],
      [adaGets('chromium'), ada],
    ]) {
      await pause(500);
      const { sound, picture } = await backAfter(person, moved + 200);
      measured(`a new address, ${who}, sound back`, sound + 200, 'ms', { asked: 3_000, broken: 15_000 });
      measured(`a new address, ${who}, picture back`, picture + 200, 'ms', { asked: 3_000, broken: 15_000 });
    }
    await ada.hears('Lin');
    await lin.hears('Ada');
    assert.equal(
      await lin.page.evaluate(() => parleyProbe.peers.length),
      1,
      'the connection is the one it was',
    );
    assert.equal((await lin.messages('admitted')).length, 1, 'there was no new join');
  }),
);

play(
  'at 200 ms round trip and 30 ms jitter the picture keeps its size',
  (stage) =>
    pairWithRelay(
      stage,
      async ({ ada, lin }) => {
        await pause(10_000);
        await watch(ada, lin);
        await pause(60_000);
        for (const [who, person] of [
          [linGets('chromium'), lin],
          [adaGets('chromium'), ada],
        ]) {
          const quality = await received(person);
          tell(`200 ms, ${who}`, quality);
          measured(`200 ms, ${who}, changes of the picture's size in 60 s`, quality.heights.length - 1, '', {
            asked: 0,
            broken: 6,
          });
          measured(`200 ms, ${who}, concealed`, quality.concealed, '% of samples', { asked: 1, broken: 10 });
        }
      },
      { conditions: { up: { delay: 100, jitter: 15 }, down: { delay: 100, jitter: 15 } } },
    ),
  rest,
);

play(
  'from 3 Mbit/s to 300 kbit/s and back, the sound goes on and the picture comes back',
  (stage) =>
    pairWithRelay(
      stage,
      async ({ relay, lin }) => {
        const wide = { rate: 3_000_000, queue: 300, delay: 20 };
        const narrow = { rate: 300_000, queue: 300, delay: 20 };
        await pause(15_000);
        const before = (await lin.picture('Ada')).height;
        await watch(lin);
        await relay.steer({ up: wide, down: narrow });
        await pause(20_000);
        const down = await received(lin);
        tell('3 Mbit/s → 300 kbit/s', down);
        await watch(lin);
        await relay.both(wide);
        const widened = Date.now();
        await pause(20_000);
        const up = await received(lin);
        tell('300 kbit/s → 3 Mbit/s', up);
        measured('3 Mbit/s → 300 kbit/s, longest gap between frames', down.longestGap, 'ms', {
          asked: 1_000,
          broken: 20_000,
        });
        measured('3 Mbit/s → 300 kbit/s, concealed', down.concealed, '% of samples', {
          asked: 1,
          broken: 100,
        });
        const back = up.heights.find(({ height }) => height >= before)?.at ?? Infinity;
        measured('300 kbit/s → 3 Mbit/s, back at the former size', back - widened, 'ms', {
          asked: 8_000,
          broken: 20_000,
        });
      },
      {
        conditions: {
          up: { rate: 3_000_000, queue: 300, delay: 20 },
          down: { rate: 3_000_000, queue: 300, delay: 20 },
        },
        camera: [smallCamera, { width: 1280, height: 720, frameRate: 15 }],
      },
    ),
  rest,
);

play(
  'where UDP is blocked the way in takes no longer than three seconds',
  async (stage) => {
    const relay = await relayTo(stage.server.mediaPort);
    try {
      const { hostUrl, joinUrl } = await stage.server.newMeeting();
      const ada = await stage.person('Ada', { scripts: [CAMERA] });
      await ada.starts(hostUrl);
      // TCP alone passes: datagrams are lost, streams are not.
      await relay.both({ loss: 1 });
      for (const kind of ['chromium', 'firefox']) {
        const lin = await stage.person(`Lin ${kind}`, { kind, scripts: [CAMERA, relay.script] });
        await lin.joins(joinUrl);
        const pressed = Date.now();
        await eventually(
          'media flow',
          () => lin.page.evaluate(() => parleyProbe.connected()),
          Boolean,
          60_000,
        );
        const took = Date.now() - pressed;
        assert.equal((await lin.page.evaluate(() => parleyProbe.path())).local, 'tcp');
        await lin.sees('Ada');
        measured(`UDP blocked, ${kind}, from "Join" to connected`, took, 'ms', {
          asked: 3_000,
          broken: 30_000,
        });
        await lin.leaves();
      }
    } finally {
      await relay.close();
    }
  },
  rest,
);

play(
  'nobody drags another down: each gets what their network carries',
  async (stage) => {
    const [narrow, wide] = [
      await relayTo(stage.server.mediaPort, { seed: 1 }),
      await relayTo(stage.server.mediaPort, { seed: 2 }),
    ];
    try {
      await wide.both({ rate: 5_000_000, queue: 300, delay: 20 });
      await narrow.both({ rate: 400_000, queue: 300, delay: 20 });
      const { hostUrl, joinUrl } = await stage.server.newMeeting();
      const big = [smallCamera, { width: 1280, height: 720, frameRate: 15 }];
      const ada = await stage.person('Ada', { scripts: [big] });
      const lin = await stage.person('Lin', { scripts: [CAMERA, watchQuality, narrow.script] });
      const max = await stage.person('Max', { scripts: [CAMERA, watchQuality, wide.script] });
      await ada.starts(hostUrl);
      for (const person of [lin, max]) {
        // Neither camera: it is what they receive that is looked at.
        await person.opens(joinUrl);
        await person.page.fill('Your name', person.name);
        await person.presses('Stop video');
        await person.presses('Join');
        await person.isIn();
      }
      await pause(20_000);
      await watch(lin, max);
      await pause(20_000);
      const [small, large] = [await received(lin), await received(max)];
      tell('400 kbit/s', small);
      tell('5 Mbit/s', large);
      measured('400 kbit/s beside 5 Mbit/s, longest gap between frames', small.longestGap, 'ms', {
        asked: 1_000,
        broken: 20_000,
      });
      measured('400 kbit/s beside 5 Mbit/s, concealed', small.concealed, '% of samples', {
        asked: 1,
        broken: 100,
      });
      measured('5 Mbit/s beside 400 kbit/s, longest gap between frames', large.longestGap, 'ms', {
        asked: 500,
        broken: 5_000,
      });
      assert.ok(large.height >= 700, `Max gets ${large.height} lines`);
    } finally {
      await narrow.close();
      await wide.close();
    }
  },
  rest,
);
