// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { loadavg } from 'node:os';
import { eventually } from './wait.js';

/**
 * Runs in the page: looks at what it receives every 50 ms, once `parleyQuality.start()` was called. Sent as text: nothing from outside.
 * Moments are of the clock that all on this machine share.
 */
export function watchQuality() {
  const fresh = () => ({
    since: Date.now(),
    audioAt: [],
    frameAt: [],
    heights: [],
    sound: undefined,
    picture: undefined,
  });
  let seen = fresh();
  let timer;

  async function look() {
    const stats = await parleyProbe.stats();
    const now = Date.now();
    const inbound = (kind) =>
      stats.filter((s) => s.type === 'inbound-rtp' && s.kind === kind && s.packetsReceived > 0);
    const sum = (all, member) => all.reduce((total, s) => total + (s[member] ?? 0), 0);
    const audio = inbound('audio');
    const sound = {
      total: sum(audio, 'totalSamplesReceived'),
      concealed: sum(audio, 'concealedSamples'),
      silent: sum(audio, 'silentConcealedSamples'),
      fec: sum(audio, 'fecPacketsReceived'),
      packets: sum(audio, 'packetsReceived'),
      bytes: sum(audio, 'bytesReceived') + sum(audio, 'headerBytesReceived'),
      lost: sum(audio, 'packetsLost'),
      nacks: sum(audio, 'nackCount'),
      delay: sum(audio, 'jitterBufferDelay'),
      emitted: sum(audio, 'jitterBufferEmittedCount'),
    };
    const video = inbound('video');
    const picture = {
      decoded: sum(video, 'framesDecoded'),
      freezes: sum(video, 'freezeCount'),
      frozen: sum(video, 'totalFreezesDuration'),
      nacks: sum(video, 'nackCount'),
      plis: sum(video, 'pliCount'),
    };
    // Packets and what was made of them: samples that are concealed are only counted as such when it is over.
    const decoded = ({ total, concealed }) => total - concealed;
    const last = seen.sound?.last;
    if (last && sound.packets > last.packets && decoded(sound) > decoded(last)) seen.audioAt.push(now);
    if (seen.picture !== undefined && picture.decoded > seen.picture.last.decoded) seen.frameAt.push(now);
    const height = Math.max(0, ...video.map((s) => s.frameHeight ?? 0));
    if (height > 0 && seen.heights.at(-1)?.height !== height) seen.heights.push({ at: now, height });
    seen.sound = { first: seen.sound?.first ?? sound, last: sound };
    seen.picture = { first: seen.picture?.first ?? picture, last: picture };
  }

  window.parleyQuality = {
    start() {
      clearInterval(timer);
      seen = fresh();
      timer = setInterval(look, 50);
    },
    read: () => ({ ...seen, until: Date.now() }),
  };
}

/** From now on, what these people receive is watched. */
export async function watch(...people) {
  for (const person of people) await person.page.evaluate(() => parleyQuality.start());
}

const longest = (times, from, until) => {
  const within = [from, ...times.filter((time) => time > from && time < until), until];
  return Math.max(...within.slice(1).map((time, i) => time - within[i]));
};

/** What somebody has received since {@link watch}, in the words of docs/benchmarks.md. */
export async function received(person) {
  const { since, until, audioAt, frameAt, heights, sound, picture } = await person.page.evaluate(() =>
    parleyQuality.read(),
  );
  const rise = ({ first, last }, member) => last[member] - first[member];
  return {
    seconds: (until - since) / 1000,
    /** In percent of all samples. What is made up in a silence that nobody could fill counts too. */
    concealed: (100 * rise(sound, 'concealed')) / rise(sound, 'total'),
    silent: (100 * rise(sound, 'silent')) / rise(sound, 'total'),
    audioLost: rise(sound, 'lost'),
    audioPackets: rise(sound, 'packets'),
    audioKbps: rise(sound, 'bytes') / 125 / ((until - since) / 1000),
    audioNacks: rise(sound, 'nacks'),
    audioDelay: (1000 * rise(sound, 'delay')) / rise(sound, 'emitted'),
    fec: rise(sound, 'fec'),
    frames: rise(picture, 'decoded'),
    freezes: rise(picture, 'freezes'),
    frozen: rise(picture, 'frozen'),
    longestGap: longest(frameAt, frameAt[0] ?? since, until),
    longestSilence: longest(audioAt, audioAt[0] ?? since, until),
    height: heights.at(-1)?.height ?? 0,
    heights,
    plis: rise(picture, 'plis'),
  };
}

/** When sound and picture were first there again after a moment, in ms since then. */
export async function backAfter(person, moment) {
  const after = (times) => times.find((time) => time > moment);
  const { audioAt, frameAt } = await eventually(
    `${person.name} hears and sees again`,
    () => person.page.evaluate(() => parleyQuality.read()),
    (seen) => after(seen.audioAt) !== undefined && after(seen.frameAt) !== undefined,
  );
  return { sound: after(audioAt) - moment, picture: after(frameAt) - moment };
}

/**
 * States a measure, which goes into docs/benchmarks.md, and holds it to what is asked where PARLEY_STRICT_TIMES is set, or else to what is surely broken: browsers,
 * encoders and server share two cores here, and what they are late with counts too.
 */
export function measured(what, value, unit, { asked, broken }) {
  const shown = Number.isInteger(value) ? value : value.toFixed(2);
  console.log(`measured: ${what}: ${shown} ${unit}, asked ${asked} (load ${loadavg()[0].toFixed(1)})`);
  const most = process.env.PARLEY_STRICT_TIMES ? asked : broken;
  assert.ok(value <= most, `${what}: ${shown} ${unit}, and may be ${most}`);
}

/** One line with everything, to find out why. */
export function tell(who, { heights, ...quality }) {
  const round = (v) => (typeof v === 'number' ? Math.round(v * 100) / 100 : v);
  const all = Object.fromEntries(Object.entries(quality).map(([k, v]) => [k, round(v)]));
  console.log(`measured: ${who}: ${JSON.stringify(all)} ${heights.map((h) => h.height).join('→')}`);
}
