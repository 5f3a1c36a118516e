// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { eventually } from './wait.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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

  /** Without a camera, and without a microphone where nobody is to hear them: many of them fit a small machine. */
  async joinsPlainly(link, { heard }) {
    await this.opens(link);
    // The link of one person alone says who it is.
    if (!link.includes('~')) await this.page.fill('Your name', this.name);
    await this.presses('Stop video');
    if (!heard) await this.presses('Mute');
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

  /** The button "Participants" is there for everybody who is in, and for nobody else. */
  isIn() {
    return eventually(`${this.name} is in the meeting`, () => this.page.has('button', 'Participants'));
  }

  isOut() {
    return eventually(
      `${this.name} is out of the meeting`,
      async () => !(await this.page.has('button', 'Participants')),
    );
  }

  /** Lets somebody in who waits, as a host does: by the list. */
  async admits(name) {
    await this.opensPanel('Participants');
    await this.presses(`Admit ${name}`);
  }

  /** Of the menu of a row in the list of participants. */
  async does(action, name) {
    await this.opensPanel('Participants');
    await this.presses(`More for ${name}`);
    await this.page.click('menuitem', action);
  }

  /** Puts somebody out by the list, for good or not. */
  async removes(name, how = 'Remove') {
    await this.opensPanel('Participants');
    await this.presses(`Remove ${name}`);
    await this.page.clickWithin(['dialog', `Remove ${name}?`], 'button', how);
  }

  async leaves() {
    await this.presses('Leave');
    await this.reads('You have left the meeting');
  }

  /** Asked once more, since that cannot be undone. */
  async endsForAll() {
    await this.presses('End meeting for all');
    await this.page.clickWithin(['dialog', 'End the meeting for all?'], 'button', 'End meeting for all');
  }

  reads(text, within) {
    return eventually(`${this.name} reads "${text}"`, () => this.page.see(text), Boolean, within);
  }

  /** Those who are in the meeting, by what the server told this page. */
  knows() {
    return this.page.evaluate(() => parleyProbe.names());
  }

  participant(name) {
    return this.page.evaluate((wanted) => parleyProbe.participant(wanted), name);
  }

  /** A sign with this meaning is on somebody's tile, or no longer. */
  seesSign(of, sign, there = true) {
    return eventually(
      `${this.name} ${there ? 'sees' : 'no longer sees'} "${sign}" at ${of}`,
      () =>
        this.page.evaluate(
          ([name, label]) =>
            parleyProbe
              .tiles(name)
              .flatMap((tile) => [...tile.querySelectorAll('[role=img]')])
              .some((image) => image.getAttribute('aria-label') === label),
          [of, sign],
        ),
      (seen) => seen === there,
    );
  }

  /** There is no picture of them, and no frozen one either. */
  seesNoPicture(of) {
    return eventually(
      `${this.name} sees no picture of ${of}`,
      () => this.picture(of),
      (p) => p === null || p === undefined,
    );
  }

  /** Is told by the server that this is so with somebody. */
  learns(name, state) {
    return eventually(
      `${this.name} learns that ${name} is ${JSON.stringify(state)}`,
      () => this.participant(name),
      (p) => p && Object.entries(state).every(([member, value]) => p[member] === value),
    );
  }

  picture(of) {
    return this.page.evaluate((name) => parleyProbe.picture(name), of);
  }

  sound(of) {
    return this.page.evaluate((name) => parleyProbe.sound(name), of);
  }

  messages(type) {
    return this.page.evaluate(
      (wanted) => parleyProbe.messages.filter((m) => !wanted || m.type === wanted),
      type,
    );
  }

  /** Decoded frames rise and the pixels shown change. */
  async sees(of, { frames = 10, within } = {}) {
    const first = await eventually(
      `${this.name} gets a picture of ${of}`,
      () => this.picture(of),
      (p) => p?.decoded > 0 && p.width > 0,
      within,
    );
    return eventually(
      `${this.name} sees ${of} move`,
      () => this.picture(of),
      (p) => p?.decoded >= first.decoded + frames && moved(first, p),
      within,
    );
  }

  /** Opens a panel if it is not open. */
  async opensPanel(name) {
    const open = () =>
      this.page.evaluate((label) => document.querySelector(`aside[aria-label="${label}"]`) !== null, name);
    if (!(await open())) await this.presses(name);
    await eventually(`${this.name} has the panel ${name}`, open);
  }

  /** Writes into the chat; with `to` privately. */
  async writes(text, to) {
    await this.opensPanel('Chat');
    await eventually(`${this.name} can write to ${to ?? 'everyone'}`, () =>
      this.page.evaluate((name) => {
        const select = document.querySelector('aside select');
        const option = [...(select?.options ?? [])].find((o) => o.text === name);
        if (!option) return false;
        select.value = option.value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
        return true;
      }, to ?? 'Everyone'),
    );
    await this.page.fill('Message', text);
    await this.presses('Send');
  }

  chatText() {
    return this.page.evaluate(() => document.querySelector('[role=log]')?.innerText ?? '');
  }

  async readsInChat(text) {
    await this.opensPanel('Chat');
    return eventually(
      `${this.name} reads "${text}" in the chat`,
      () => this.chatText(),
      (seen) => seen.includes(text),
    );
  }

  /** Those who can decrypt, by what stands in the panel, and the safety code. */
  async security() {
    await this.opensPanel('Security');
    return this.page.evaluate(() => ({
      says: document.querySelector('aside .says')?.innerText.trim(),
      who: [...document.querySelectorAll('ul[aria-label="Who can decrypt"] .name')].map((e) => e.innerText),
      facts: [...document.querySelectorAll('ul[aria-label="Who can decrypt"] li')].map((e) => e.innerText),
      code: [...document.querySelectorAll('[aria-labelledby="safety-code"] span')]
        .map((e) => e.innerText.trim())
        .join(' '),
      text: document.querySelector('aside').innerText,
    }));
  }

  /** Nothing moves in the picture any more, or there is none. */
  async seesStill(of, { within } = {}) {
    let before = await this.picture(of);
    let since = performance.now();
    return eventually(
      `${this.name} sees ${of} stand still`,
      async () => {
        const now = await this.picture(of);
        if (now && before && moved(before, now)) {
          before = now;
          since = performance.now();
        }
        return performance.now() - since > STILL_MS;
      },
      Boolean,
      within,
    );
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
    return eventually(
      what,
      async () => {
        const seconds = (performance.now() - since) / 1000;
        if (seconds < BEEP_SECONDS) return null;
        const now = await this.sound(of);
        const power = (now.energy - before.energy) / seconds;
        before = now;
        since = performance.now();
        return { power, ...now };
      },
      (heard) => heard !== null && accept(heard.power),
      within,
    );
  }

  /** Puts a mark on an element that stays only as long as the element does. */
  marksTile(of) {
    return this.page.evaluate((name) => {
      parleyProbe.video(name).markedByTest = true;
    }, of);
  }

  tileIsTheSame(of) {
    return this.page.evaluate((name) => parleyProbe.video(name).markedByTest === true, of);
  }

  async hasAccessiblePage(which) {
    // Colours are judged where they come to rest, not while something fades in.
    await eventually(`nothing moves on ${which}`, () =>
      this.page.evaluate(() =>
        document
          .getAnimations()
          .every(
            ({ playState, effect }) => playState !== 'running' || effect?.getTiming().iterations === Infinity,
          ),
      ),
    );
    await this.page.evaluate(AXE);
    const serious = await this.page.evaluate(async () =>
      (await window.axe.run(document, { resultTypes: ['violations'] })).violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(' | ')}`,
        ),
    );
    assert.deepEqual(serious, [], `accessibility of ${which}`);
  }

  async scrollsNotSideways() {
    const { content, width } = await this.page.evaluate(() => ({
      content: document.documentElement.scrollWidth,
      width: innerWidth,
    }));
    assert.ok(content <= width, `${this.page.url()} is ${content} wide on a screen of ${width}`);
  }

  /** Presses Tab until the element of this name has the focus. */
  async tabsTo(name) {
    const focus = () =>
      this.page.evaluate(() => {
        const element = document.activeElement;
        return (
          element?.getAttribute('aria-label') ??
          element?.labels?.[0]?.textContent ??
          element?.textContent ??
          ''
        ).trim();
      });
    const passed = [];
    for (let i = 0; i < 60; i++) {
      const at = await focus();
      if (at === name) return;
      passed.push(at.slice(0, 30));
      await this.page.press('Tab');
    }
    assert.fail(`${name} is not reached by Tab, only: ${[...new Set(passed)].join(', ')}`);
  }

  /** The page is served to this person under another address than the server's own. */
  livesAt(host) {
    this.host = host;
  }

  /** Lets a complaint pass that the scene itself provokes. */
  tolerates(...patterns) {
    this.#tolerated.push(...patterns);
  }

  /** No console error, no request to another host. Policy violations are console errors in both browsers. */
  hadNothingToComplain(host) {
    const { errors, requests } = this.page.log;
    assert.deepEqual(
      errors.filter((e) => !this.#tolerated.some((p) => p.test(e))),
      [],
      `the console of ${this.name}`,
    );
    const home = this.host ?? host;
    const foreign = requests.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== home);
    assert.deepEqual(foreign, [], `requests of ${this.name} to other hosts`);
  }
}

function moved(before, after) {
  return after.pixels.some((value, i) => Math.abs(value - before.pixels[i]) > MOVED);
}
