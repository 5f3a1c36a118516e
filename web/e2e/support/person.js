// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { eventually } from './wait.js';

/** What a value of a pixel must change by to count as moved; noise of the codec stays under it. */
const MOVED = 16;

/** A fake camera draws something new many times in this time. */
const STILL_MS = 1500;

/** Energy per second (as getStats counts it, full scale is 1) that a fake microphone is far above, and silence far below. */
const AUDIBLE = 1e-4;

/** A fake microphone may beep only once a second: loudness is judged over a little more. */
const BEEP_SECONDS = 1.2;

/** Somebody at a browser. Finds things as a person does, by their names, and looks at the media that arrives. */
export class Person {
  #tolerated = [];

  constructor(name, page) {
    this.name = name;
    this.page = page;
  }

  async opens(link) {
    await this.page.goto(link);
  }

  async joins(link) {
    await this.opens(link);
    await this.page.fill('Your name', this.name);
    await this.presses('Join');
  }

  /** Opens the host's link and starts the meeting. */
  async starts(link) {
    await this.opens(link);
    await this.page.fill('Your name', this.name);
    await this.presses('Start meeting');
    await this.isIn();
  }

  presses(button) {
    return this.page.click('button', button);
  }

  /** The button "Leave" is there for everybody who is in, and for nobody else. */
  isIn() {
    return eventually(`${this.name} is in the meeting`, () => this.page.has('button', 'Leave'));
  }

  isOut() {
    return eventually(`${this.name} is out of the meeting`, async () => !(await this.page.has('button', 'Leave')));
  }

  reads(text, within) {
    return eventually(`${this.name} reads "${text}"`, () => this.page.see(text), Boolean, within);
  }

  picture(of) {
    return this.page.evaluate((name) => parleyProbe.picture(name), of);
  }

  sound(of) {
    return this.page.evaluate((name) => parleyProbe.sound(name), of);
  }

  messages(type) {
    return this.page.evaluate((wanted) => parleyProbe.messages.filter((m) => !wanted || m.type === wanted), type);
  }

  /** Decoded frames rise and the pixels shown change. */
  async sees(of, { frames = 10, within } = {}) {
    const first = await eventually(`${this.name} gets a picture of ${of}`, () => this.picture(of),
      (p) => p?.decoded > 0 && p.width > 0, within);
    return eventually(`${this.name} sees ${of} move`, () => this.picture(of),
      (p) => p?.decoded >= first.decoded + frames && moved(first, p), within);
  }

  /** Nothing moves in the picture any more, or there is none. */
  async seesStill(of, { within } = {}) {
    let before = await this.picture(of);
    let since = performance.now();
    return eventually(`${this.name} sees ${of} stand still`, async () => {
      const now = await this.picture(of);
      if (now && before && moved(before, now)) {
        before = now;
        since = performance.now();
      }
      return performance.now() - since > STILL_MS;
    }, Boolean, within);
  }

  /** The energy of the sound rises as a fake microphone makes it rise. */
  hears(of, { within } = {}) {
    return this.#loudness(`${this.name} hears ${of}`, of, (power) => power > AUDIBLE, within);
  }

  /** No energy arrives any more, from whomever. */
  hearsNothing({ within } = {}) {
    return this.#loudness(`${this.name} hears nothing`, undefined, (power) => power < AUDIBLE / 100, within);
  }

  async #loudness(what, of, accept, within) {
    let before = await this.sound(of);
    let since = performance.now();
    return eventually(what, async () => {
      const seconds = (performance.now() - since) / 1000;
      if (seconds < BEEP_SECONDS) return null;
      const now = await this.sound(of);
      const power = (now.energy - before.energy) / seconds;
      before = now;
      since = performance.now();
      return { power, ...now };
    }, (heard) => heard !== null && accept(heard.power), within);
  }

  /** Lets a complaint pass that the scene itself provokes. */
  tolerates(...patterns) {
    this.#tolerated.push(...patterns);
  }

  /** No console error, no request to another host. Policy violations are console errors in both browsers. */
  hadNothingToComplain(host) {
    const { errors, requests } = this.page.log;
    assert.deepEqual(errors.filter((e) => !this.#tolerated.some((p) => p.test(e))), [], `the console of ${this.name}`);
    const foreign = requests.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== host);
    assert.deepEqual(foreign, [], `requests of ${this.name} to other hosts`);
  }
}

function moved(before, after) {
  return after.pixels.some((value, i) => Math.abs(value - before.pixels[i]) > MOVED);
}
