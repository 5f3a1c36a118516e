// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rules } from '../src/lib/meeting/testing';
import type { Participant, Waiter } from '../src/lib/signalling/messages';
import { LOOSEST } from '../src/lib/signalling/settings';
import { launch } from './support/browser';
import { Host, type Scene } from './support/meeting';
import { serve } from './support/site';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

let browser: Browser;
let server: Server;
let url: string;

beforeAll(async () => {
  browser = await launch();
  ({ server, url } = await serve((_, path) =>
    path === '/door' ? { status: 200, body: { ticket: 'once', expiresIn: 60 } } : { status: 404 },
  ));
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

const waits = (id: string, name: string, more: Partial<Waiter> = {}): Waiter => ({
  id,
  name,
  way: 'link',
  account: false,
  since: null,
  connected: true,
  ...more,
});

for (const colorScheme of ['light', 'dark'] as const)
  describe(`the host’s controls, ${colorScheme}`, () => {
    let context: BrowserContext;
    let page: Page;
    let complaints: string[];

    beforeEach(async () => {
      context = await browser.newContext({
        colorScheme,
        locale: 'en-US',
        viewport: { width: 1280, height: 800 },
      });
      page = await context.newPage();
      complaints = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    });

    afterEach(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });

    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const item = (name: string) => page.getByRole('menuitem', { name, exact: true });
    const list = (name: string) => page.getByRole('list', { name, exact: true });

    async function joins(scene: Scene): Promise<Host> {
      const host = new Host(scene);
      await host.attach(page);
      await enters();
      await button('Leave').waitFor();
      return host;
    }

    async function enters() {
      await page.goto(`${url}/m/12345678901#secret`);
      await page.getByLabel('Your name', { exact: true }).fill('Ada Quinn');
      await button('Join').click();
    }

    /** The last message of a type that the page sent. */
    const said = (host: Host, type: string) => expect.poll(() => host.heard.findLast((m) => m.type === type));
    const changes = (host: Host, id: string, change: Partial<Participant>) => {
      const person = host.people.find((p) => p.id === id)!;
      Object.assign(person, change);
      host.say({ type: 'changed', participant: person });
    };
    const lobby = (host: Host, ...waiting: Waiter[]) =>
      host.say({ type: 'lobby', waiting, removed: [], tried: 0 });

    /** Nothing is wrong by the rules, nothing to be scrolled sideways on a phone; kept to be looked at where wanted. */
    async function looksWell(name: string): Promise<void> {
      await page.waitForFunction(() => document.getAnimations().every((a) => a.playState === 'finished'));
      const client = await context.newCDPSession(page);
      await client.send('Runtime.evaluate', { expression: axe });
      const found = await page.evaluate(async () => {
        const run = (
          window as unknown as { axe: { run(options: object): Promise<{ violations: unknown[] }> } }
        ).axe.run;
        // A menu is drawn at the end of the body, where it belongs to no landmark, and hides the rest while it is open.
        const { violations } = await run({
          rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
        });
        return (violations as { id: string; nodes: { html: string }[] }[]).map(
          (v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`,
        );
      });
      expect(found).toEqual([]);
      const directory = process.env['PARLEY_SCREENSHOTS'];
      for (const width of directory ? [1280, 360] : [360]) {
        await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
        await page.waitForFunction(() => document.getAnimations().every((a) => a.playState === 'finished'));
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        if (directory) await page.screenshot({ path: `${directory}/${name}-${colorScheme}-${width}.png` });
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    }

    const HOST: Scene = {
      self: { role: 'host' },
      others: [
        { name: 'Lin Okafor' },
        { name: 'Noor Hassan', microphone: false },
        { name: 'Mei', role: 'cohost' },
      ],
    };

    it('a knock is seen everywhere and let in by one click', async () => {
      const host = await joins(HOST);
      host.say({ type: 'knocked', waiting: waits('w1', 'Sam Okoro') });
      await page.getByText('Sam Okoro would like to come in').waitFor();
      await expect.poll(() => page.title()).toMatch(/^\(1\) /);
      await page.getByText('Sam Okoro is waiting to be let in').waitFor({ state: 'attached' });
      host.say({ type: 'knocked', waiting: waits('w2', 'Аda Quinn', { way: 'number' }) });
      await page.getByText('Sam Okoro and 1 more would like to come in').waitFor();
      await looksWell('knock');
      await button('Admit').click();
      await said(host, 'admit').toEqual({ type: 'admit', participant: 'w1' });
      host.say({ type: 'unknocked', id: 'w1' });
      await button('Show').click();
      const waiting = list('Waiting');
      await waiting.getByText('Looks like a host’s name').waitFor();
      await waiting.getByText('By number and passcode · Not signed in').waitFor();
      await page.getByText('Write to those who wait').click();
      await page.getByLabel('Message to those who wait').fill('Five minutes more');
      await button('Send to those who wait').click();
      await said(host, 'notice').toEqual({ type: 'notice', text: 'Five minutes more' });
      await looksWell('waiting');
      await button('Refuse Аda Quinn').click();
      await said(host, 'refuse').toEqual({ type: 'refuse', participant: 'w2' });
      lobby(host);
      await expect.poll(() => waiting.count()).toBe(0);
      await expect.poll(() => page.title()).not.toMatch(/^\(/);
    });

    it('the list mutes, asks, removes and gives roles', async () => {
      const host = await joins(HOST);
      await button('Participants').click();
      changes(host, 'p1', { hand: '2026-01-01T10:00:00Z' });
      await expect
        .poll(() => list('Participants').locator('.name').allInnerTexts())
        .toEqual(['Noor Hassan', 'Ada Quinn (you)', 'Lin Okafor', 'Mei']);
      await looksWell('participants');
      await button('Mute Lin Okafor').click();
      await said(host, 'stop').toEqual({ type: 'stop', source: 'microphone', participant: 'p0' });
      await button('Mute all').click();
      await said(host, 'stop').toEqual({ type: 'stop', source: 'microphone' });
      await button('More for Noor Hassan').click();
      await item('Ask Noor Hassan to unmute').waitFor();
      await looksWell('person-menu');
      await item('Ask Noor Hassan to unmute').click();
      await said(host, 'ask').toEqual({ type: 'ask', source: 'microphone', participant: 'p1' });
      await button('More for Noor Hassan').click();
      await item('Make co-host').click();
      await said(host, 'role').toEqual({ type: 'role', participant: 'p1', role: 'cohost' });
      await button('More for Lin Okafor').click();
      await item('Put in the waiting room').click();
      await said(host, 'hold').toEqual({ type: 'hold', participant: 'p0' });
      await button('Remove Lin Okafor').click();
      await page.getByRole('dialog').getByText('Remove Lin Okafor?').waitFor();
      await looksWell('remove');
      await button('Remove and keep out').click();
      await said(host, 'remove').toEqual({ type: 'remove', participant: 'p0', keepOut: true });
      host.say({
        type: 'lobby',
        waiting: [],
        removed: [{ id: 'r1', name: 'Lin Okafor', at: null }],
        tried: 3,
      });
      await page.getByText('3 people tried').waitFor();
      host.say({ type: 'reported', participant: 'p1', by: 'p2', text: 'plays music over us' });
      await page.getByText('Mei reports Noor Hassan').waitFor();
      await page.getByText('plays music over us').waitFor();
      await looksWell('outside');
      await button('Let back in: Lin Okafor').click();
      await said(host, 'lift').toEqual({ type: 'lift', removal: 'r1' });
    });

    it('everything is stopped by one click or one key, until it is lifted', async () => {
      const host = await joins(HOST);
      await page.keyboard.press('x');
      await said(host, 'halt').toEqual({ type: 'halt', halted: true });
      host.say({ type: 'settings', rules: rules({}, { halted: true }) });
      await page.getByText('Everything is stopped', { exact: true }).waitFor();
      expect(await button('Stop everything').isDisabled()).toBe(true);
      await looksWell('halted');
      await button('Lift').click();
      await said(host, 'halt').toEqual({ type: 'halt', halted: false });
      host.say({ type: 'settings', rules: rules() });
      await expect.poll(() => button('Lift').count()).toBe(0);
      await button('Stop everything').click();
      await said(host, 'halt').toEqual({ type: 'halt', halted: true });
    });

    it('settings are changed where they may be, and shown as fixed where not', async () => {
      const host = await joins(HOST);
      host.say({
        type: 'settings',
        rules: rules(
          { chat: 'off', waitingRoom: 'everyone' },
          { floor: { ...LOOSEST, chat: 'off', waitingRoom: 'guests' } },
        ),
      });
      await button('Security').click();
      await button('Lock meeting').click();
      await said(host, 'lock').toEqual({ type: 'lock', locked: true });
      expect(await page.getByLabel('Write in the chat').isDisabled()).toBe(true);
      await page.getByText('Set by your organisation').waitFor();
      expect(await page.getByRole('option', { name: 'Nobody waits' }).isDisabled()).toBe(true);
      await page.getByLabel('Share the screen').selectOption('Only hosts');
      await said(host, 'settings').toEqual({ type: 'settings', share: 'host' });
      await page.getByLabel('Only people signed in here').check();
      await said(host, 'settings').toEqual({ type: 'settings', subscribersOnly: true });
      await looksWell('settings');
    });

    it('whoever is muted is told so, and may come back where it is allowed', async () => {
      const host = await joins({ others: [{ name: 'Lin', role: 'host' }] });
      host.say({ type: 'stopped', source: 'microphone', by: 'p0' });
      await page.getByText('A host muted you').waitFor();
      await said(host, 'state').toMatchObject({ microphone: false });
      await button('Unmute').click();
      await said(host, 'state').toMatchObject({ microphone: true });
      host.say({ type: 'settings', rules: rules({ unmute: 'host' }) });
      await said(host, 'state').toMatchObject({ microphone: false });
      await page.getByText('Your microphone was switched off').waitFor();
      await button('Unmute').click();
      await page.getByRole('dialog').getByText('Your microphone may not be switched on now').waitFor();
      await looksWell('closed');
      await page.getByRole('dialog').getByRole('button', { name: 'Raise hand' }).click();
      await said(host, 'hand').toEqual({ type: 'hand', raised: true });
      host.say({ type: 'asked', source: 'microphone', by: 'p0' });
      await page.getByRole('dialog').getByText('Lin asks you to unmute').waitFor();
      await looksWell('asked');
      await page.getByRole('dialog').getByRole('button', { name: 'Unmute' }).click();
      await said(host, 'state').toMatchObject({ microphone: true });
      await button('Mute').click();
      await button('Unmute').click();
      await page.getByRole('dialog').getByText('Your microphone may not be switched on now').waitFor();
    });

    it('whoever is put back sees and keeps nothing, and can be let in again', async () => {
      const host = await joins({ others: [{ name: 'Lin', role: 'host' }] });
      await button('2 can decrypt. Show security').waitFor();
      host.say({ type: 'waiting', for: 'room', resume: 'other' });
      await page.getByRole('heading', { name: 'You were put back into the waiting room' }).waitFor();
      expect(await page.getByText('Lin').count()).toBe(0);
      expect(await page.title()).toBe('Parley');
      host.say({ type: 'notice', text: 'We need a moment' });
      await page.getByText('We need a moment').waitFor();
      await looksWell('put-back');
      host.admit();
      await button('Leave').waitFor();
    });

    it.each([
      ['locked', 'The meeting is locked'],
      ['refused', 'A host did not let you in'],
      ['removed', 'You were taken out of the meeting'],
      ['not-subscribed', 'This meeting is for people with an account here'],
      ['not-registered', 'This meeting is for people with a link of their own'],
      ['too-many', 'The meeting is full'],
    ])('%s is said in plain words', async (code, words) => {
      const host = new Host({ others: [] });
      await host.attach(page, 'room');
      await enters();
      await page.getByRole('heading', { name: 'The host will let you in soon' }).waitFor();
      if (code === 'refused') await looksWell('room');
      host.turnAway(code);
      await page.getByRole('heading', { name: words }).waitFor();
      await looksWell(`over-${code}`);
    });

    it('an attendee hears, sees, raises a hand and sends nothing', async () => {
      const others: Scene['others'] = [
        { name: 'Lin', role: 'host' },
        { name: 'Noor', role: 'participant' },
        { name: '', role: 'attendee', microphone: false, camera: false },
      ];
      const host = new Host({ self: { role: 'attendee', microphone: false, camera: false }, others });
      host.settings.webinar = true;
      await host.attach(page);
      await enters();
      await button('Leave').waitFor();
      for (const name of ['Mute', 'Unmute', 'Start video', 'Stop video', 'Share screen'])
        expect(await button(name).count(), name).toBe(0);
      await button('Raise hand').click();
      await said(host, 'hand').toEqual({ type: 'hand', raised: true });
      changes(host, 'me', { hand: '2026-01-01T10:00:00Z' });
      await button('Lower hand').waitFor();
      await button('Participants').click();
      await page.getByText('2 attendees, not listed to each other').waitFor();
      await looksWell('attendee');
      await button('More for Noor').click();
      await item('Report Noor').click();
      await page.getByLabel('What happened?').fill('Noise');
      await button('Send report').click();
      await said(host, 'report').toEqual({ type: 'report', participant: 'p1', text: 'Noise' });
    });

    it('a raised hand and the spotlight are seen on the stage', async () => {
      const host = await joins(HOST);
      changes(host, 'p1', { hand: '2026-01-01T10:00:00Z' });
      host.say({ type: 'settings', rules: rules({}, { spotlight: ['p1', 'p0'] }) });
      await page.locator('[data-main]').nth(1).waitFor();
      await page
        .getByRole('group', { name: 'Noor Hassan' })
        .getByRole('img', { name: 'Hand raised' })
        .waitFor();
      await looksWell('spotlight');
    });
  });
