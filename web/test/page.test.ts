// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rules } from '../src/lib/meeting/testing';
import { launch } from './support/browser';
import { Host } from './support/meeting';
import { serve, OPEN_POLICY } from './support/site';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

type Answer = { status: number; body?: unknown };
const TICKET: Answer = { status: 200, body: { ticket: 'once', expiresIn: 60 } };
const JOIN = '/m/12345678901#secret';

let browser: Browser;
let server: Server;
let url: string;
let door: Answer = TICKET;
const mailed: unknown[] = [];
let session: Answer = { status: 401 };

beforeAll(async () => {
  browser = await launch();
  ({ server, url } = await serve((method, path, body) => {
    if (path === '/door') return door;
    if (path === '/session') return session;
    if (path === '/policy') return OPEN_POLICY;
    if (path === '/meetings' && method === 'GET')
      return {
        status: 200,
        body: {
          meetings: [
            {
              number: '12345678901',
              title: 'Spring',
              createdAt: '2026-01-02T10:00:00Z',
              running: true,
              participants: 3,
            },
          ],
        },
      };
    if (path === '/meetings/98765432109/invitation/mail') {
      mailed.push(body);
      return { status: 200, body: { sent: 2 } };
    }
    if (path === '/meetings')
      return {
        status: 201,
        body: {
          number: '98765432109',
          passcode: '482913',
          title: 'Autumn',
          joinUrl: `${url}/m/98765432109#guest`,
          hostUrl: `${url}/host/98765432109#host`,
        },
      };
    return { status: 404 };
  }));
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

for (const colorScheme of ['light', 'dark'] as const)
  describe(`the page under its policy, ${colorScheme}`, () => {
    let context: BrowserContext;
    let page: Page;
    let complaints: string[];
    let elsewhere: string[];

    beforeEach(async () => {
      door = TICKET;
      session = { status: 401 };
      context = await browser.newContext({
        colorScheme,
        locale: 'en-US',
        viewport: { width: 1280, height: 800 },
      });
      page = await context.newPage();
      complaints = [];
      elsewhere = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 40[13]/.test(message.text()))
          complaints.push(message.text());
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url()))
          elsewhere.push(request.url());
      });
      await page.addInitScript(() =>
        addEventListener('securitypolicyviolation', (e) =>
          console.error(`policy: ${e.violatedDirective} ${e.sourceFile}`),
        ),
      );
    });

    afterEach(async () => {
      await context.close();
      expect(complaints).toEqual([]);
      expect(elsewhere).toEqual([]);
    });

    const button = (name: string) => page.getByRole('button', { name, exact: true });

    async function accessible(rules = {}): Promise<void> {
      // Colours that are still fading have no contrast of their own.
      await page.waitForFunction(() => document.getAnimations().every((a) => a.playState === 'finished'));
      // As a debugger would, past the policy of the page.
      const client = await context.newCDPSession(page);
      await client.send('Runtime.evaluate', { expression: axe });
      const found = await page.evaluate(async (off) => {
        const run = (
          window as unknown as { axe: { run(options: object): Promise<{ violations: unknown[] }> } }
        ).axe.run;
        const { violations } = await run({ rules: off });
        return (violations as { id: string; nodes: { html: string }[] }[]).map(
          (v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`,
        );
      }, rules);
      expect(found).toEqual([]);
    }

    async function join(host: Host): Promise<void> {
      await host.attach(page);
      await page.goto(url + JOIN);
      await page.getByLabel('Your name', { exact: true }).fill('Ada Quinn');
      await button('Join').click();
      await button('Leave').waitFor();
    }

    it('the start page asks for no device before a number is there', async () => {
      await page.goto(url);
      await page.getByText('Your picture appears here').waitFor();
      await accessible();
      await page.getByLabel('Meeting number').fill('123 4567 8901');
      await page.locator('video').waitFor();
    });

    it('the start page says one thing of every refusal and keeps what was typed', async () => {
      door = { status: 403, body: { title: 'No' } };
      await page.goto(url);
      await page.getByLabel('Meeting number').fill('123-4567-8901');
      await page.getByLabel('Passcode').fill('000000');
      await page.getByLabel('Your name').fill('Ada');
      await button('Join').click();
      await page.getByText('That didn’t work. Check the number and passcode').waitFor();
      expect(await page.getByLabel('Passcode').inputValue()).toBe('000000');
      await accessible();
    });

    it('the start page names the field that is not filled', async () => {
      await page.goto(url);
      await button('Join').click();
      await page.getByText('A meeting number has 11 digits.').waitFor();
      expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('number');
    });

    it('the card offers the devices, and waiting comes alive by itself', async () => {
      const host = new Host({ others: [{ name: 'Lin Okafor' }] });
      await host.attach(page, 'host');
      await page.goto(url + JOIN);
      await page.locator('video').waitFor();
      await page.getByRole('button', { name: 'Choose microphone and loudspeaker' }).click();
      await page.getByRole('menuitem', { name: 'Play a test sound' }).waitFor();
      // A menu is drawn at the end of the body, where it belongs to no landmark.
      await accessible({ region: { enabled: false } });
      await page.keyboard.press('Escape');
      await page.getByLabel('Your name', { exact: true }).fill('Ada');
      await button('Join').click();
      await page.getByRole('heading', { name: 'Waiting for the host' }).waitFor();
      await accessible();
      host.admit();
      await button('Mute').waitFor();
    });

    it('the meeting shows people by name, and opens its panels, menus and dialogs', async () => {
      const host = new Host({
        self: { role: 'host' },
        others: [
          { name: 'Lin Okafor', microphone: false },
          { name: 'Noor Hassan', camera: false },
          { name: 'Mei' },
        ],
      });
      await join(host);
      const tile = page.getByRole('group', { name: 'Lin Okafor', exact: true });
      await tile.locator('video').waitFor();
      await tile.getByRole('img', { name: 'Muted' }).waitFor();
      host.say({ type: 'speakers', participants: ['p2'] });
      host.say({ type: 'quality', participant: 'p0', level: 1 });
      await page.getByText('Poor connection').first().waitFor();
      await accessible();
      await button('Participants').click();
      await page.getByRole('list', { name: 'Participants' }).getByText('Noor Hassan').waitFor();
      await accessible();
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
        'Participants',
      );
      await button('More').click();
      await page.getByRole('menuitem', { name: 'Speaker view' }).click();
      await page.locator('[data-main]').waitFor();
      await button('End meeting for all').click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('End the meeting for all?').waitFor();
      await accessible();
      await dialog.getByRole('button', { name: 'End meeting for all' }).click();
      await expect.poll(() => host.heard.some((m) => m.type === 'end')).toBe(true);
    });

    it('who can decrypt is shown, with the code that the others have', async () => {
      const host = new Host({
        self: { role: 'host', account: true },
        others: [{ name: 'Lin Okafor' }, { name: 'Noor' }],
      });
      await join(host);
      await button('3 can decrypt. Show security').waitFor();
      await button('Security').click();
      await page.getByText('Only the 3 people listed can hear this meeting.').waitFor();
      const list = page.getByRole('list', { name: 'Who can decrypt', exact: true });
      await list.getByText('Account on this server').waitFor();
      expect(await list.getByText('Guest, by the name given').count()).toBe(2);
      const code = await page.getByRole('group', { name: 'Safety code', exact: true }).innerText();
      expect(code.split(/\s+/).join(' ')).toBe(host.others.get('p0')!.roster!.safetyCode);
      await accessible();
      await page.getByLabel('Endpoints only').check();
      await expect
        .poll(() => host.heard.findLast((m) => m.type === 'settings'))
        .toEqual({ type: 'settings', endpointsOnly: true });
      await page.keyboard.press('Escape');
      expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Security');
    });

    it('a listener that the server hides raises the alarm, whatever is open', async () => {
      const host = new Host({ others: [{ name: 'Lin' }] });
      host.ghosts = ['nobody'];
      await join(host);
      await page.getByText('An unknown listener can hear this meeting.').first().waitFor();
      await page
        .getByText('Warning: an unknown listener can hear this meeting')
        .waitFor({ state: 'attached' });
      await accessible();
      await button('Show').click();
      const list = page.getByRole('list', { name: 'Who can decrypt', exact: true });
      await list.getByText('Unknown listener').waitFor();
      await page.getByText('Somebody whom the list of participants does not show').waitFor();
      await accessible();
    });

    it('chat goes to everybody or to one, counts what is unread, and marks what is no safe link', async () => {
      const host = new Host({ others: [{ name: 'Lin' }, { name: 'Noor' }] });
      await join(host);
      await button('3 can decrypt. Show security').waitFor();
      const [lin, noor] = [host.others.get('p0')!, host.others.get('p1')!];
      await lin.session.chat(1, 'see https://example.org/ and \\\\host\\share');
      await expect.poll(() => page.locator('.badge.loud').getAttribute('data-count')).toBe('1');
      await page.getByText('Lin writes: see https://example.org/').waitFor({ state: 'attached' });
      await page.keyboard.press('c');
      const log = page.getByRole('log', { name: 'Chat messages' });
      expect(await log.getByRole('link').allInnerTexts()).toEqual(['https://example.org/']);
      expect(await log.locator('.unsafe').allInnerTexts()).toEqual(['\\\\host\\share']);
      await page.keyboard.type('hello');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('all');
      await page.keyboard.press('Enter');
      await log.getByText('Sent').waitFor();
      expect(noor.texts).toEqual(['see https://example.org/ and \\\\host\\share', 'hello\nall']);
      await page.getByRole('combobox', { name: 'To', exact: true }).selectOption('Lin');
      await page.getByRole('textbox', { name: 'Message', exact: true }).fill('just you');
      await button('Send').click();
      await expect.poll(() => lin.texts).toEqual(['hello\nall', 'just you']);
      await log.getByText('Privately to Lin').waitFor();
      await accessible();
      host.say({ type: 'settings', rules: rules({ chat: 'off' }) });
      await page.getByText('The host has switched chat off.').waitFor();
      expect(noor.texts).not.toContain('just you');
    });

    it('a browser that cannot encrypt is told so before it can join', async () => {
      await page.addInitScript(() => {
        delete (window as { RTCRtpScriptTransform?: unknown }).RTCRtpScriptTransform;
      });
      await page.goto(url + JOIN);
      await page.getByText('This browser can’t join').waitFor();
      expect(await button('Join').count()).toBe(0);
      await accessible();
    });

    it('keys mute, and are letters while one types', async () => {
      const host = new Host({ others: [{ name: 'Lin' }] });
      await join(host);
      await button('Mute').waitFor();
      await page.keyboard.press('m');
      await button('Unmute').waitFor();
      await expect.poll(() => host.heard.findLast((m) => m.type === 'state')?.['microphone']).toBe(false);
      await page.keyboard.press('?');
      await page.getByRole('dialog').getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
      await accessible();
    });

    it('a shared screen takes the stage and is asked for first', async () => {
      const host = new Host({ others: [{ name: 'Lin', screen: true }, { name: 'Noor' }] });
      await join(host);
      const screen = page.getByRole('group', { name: 'Screen of Lin', exact: true });
      await screen.locator('video').waitFor();
      await expect
        .poll(
          () =>
            (
              host.heard.findLast((m) => m.type === 'view')?.['wanted'] as { source: string }[] | undefined
            )?.[0],
        )
        .toMatchObject({ participant: 'p0', source: 'screen' });
      await accessible();
    });

    it('a reload brings the same person back without a click', async () => {
      const host = new Host({ others: [{ name: 'Lin' }] });
      await join(host);
      await button('Mute').click();
      await page.reload();
      await button('Unmute').waitFor();
      expect(host.heard.filter((m) => m.type === 'hello').at(-1)).toMatchObject({ resume: 'token' });
    });

    it('a host signs in, makes a meeting and gets its invitation', async () => {
      await page.goto(`${url}/host`);
      await page.getByLabel('Account name').waitFor();
      await accessible();
      session = { status: 200, body: { name: 'Ada', token: 't', expiresAt: '2026-01-01T00:00:00Z' } };
      await page.getByLabel('Account name').fill('ada');
      await page.getByLabel('Password').fill('a long password');
      await button('Sign in').click();
      await page.getByText('Running, 3 here').waitFor();
      await button('New meeting').click();
      await page.getByText('482913').waitFor();
      await accessible();
    });

    it('a host has the invitation sent, where the server sends mail', async () => {
      session = { status: 200, body: { name: 'Ada', mail: true } };
      mailed.length = 0;
      await page.goto(`${url}/host`);
      await button('New meeting').click();
      await button('Send by mail').click();
      await button('Send').click();
      await page.getByText('Type 1 to 50 mail addresses.').waitFor();
      await page
        .getByLabel('Mail addresses')
        .fill('Lin <lin@example.org>; max@example.org,\nmax@example.org');
      await button('Send').click();
      await page.getByText('Sent: 2').waitFor();
      await accessible();
      expect(mailed).toEqual([
        {
          to: ['lin@example.org', 'max@example.org'],
          secret: 'guest',
          passcode: '482913',
          language: 'en',
        },
      ]);
    });

    it.each(['/trust', '/setup#token', '/nowhere'])('%s is accessible', async (path) => {
      await page.goto(url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await accessible();
    });

    it('nothing has to be scrolled sideways at 320 px', async () => {
      const host = new Host({
        self: { role: 'host' },
        others: [{ name: 'Lin' }, { name: 'A very long name indeed' }],
      });
      await page.setViewportSize({ width: 320, height: 568 });
      const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
      await page.goto(url);
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await fits()).toBe(true);
      await join(host);
      await button('Leave').waitFor();
      expect(await fits()).toBe(true);
      const outside = await page.evaluate(() =>
        [...document.querySelectorAll('[role=toolbar] button')]
          .filter((b) => b.getBoundingClientRect().width > 0)
          .filter((b) => b.getBoundingClientRect().right > innerWidth || b.getBoundingClientRect().left < 0)
          .map((b) => b.getAttribute('aria-label')),
      );
      expect(outside).toEqual([]);
    });
  });
