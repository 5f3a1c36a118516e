// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doorKey } from '../src/lib/links';
import { launch } from './support/browser';
import { serve, OPEN_POLICY } from './support/site';

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const NUMBER = '98765432109';

type Call = { method: string; path: string; body: Record<string, unknown> | undefined };

let browser: Browser;
let server: Server;
let url: string;
let calls: Call[];
let doorKeys: Set<string>;
let inviting: number;
/** A server of an older release knows none of the protections that a page may ask for. */
let old: boolean;

const invitation = (linkBound: boolean) => ({
  number: NUMBER,
  title: 'Autumn',
  linkBound,
  passcode: linkBound ? null : '482913',
  joinUrl: `${url}/m/${NUMBER}${linkBound ? '' : '#guest'}`,
  hostUrl: `${url}/host/${NUMBER}#host`,
});

const row = {
  number: NUMBER,
  title: 'Autumn',
  createdAt: '2026-01-02T10:00:00Z',
  running: false,
  participants: 0,
  linkBound: true,
};

/** What the server does with links: it keeps keys and never sees a secret. */
function api(method: string, path: string, body: unknown): { status: number; body?: unknown } {
  const call: Call = { method, path, body: body as Call['body'] };
  calls.push(call);
  const key = call.body?.['linkKey'];
  if (typeof key === 'string') doorKeys = new Set([key]);
  if (path === '/session') return { status: 200, body: { name: 'Ada' } };
  if (path === '/door') {
    const opens = doorKeys.has(String(call.body?.['key']));
    return opens ? { status: 200, body: { ticket: 'once', expiresIn: 60 } } : { status: 403 };
  }
  if (path === '/policy') return OPEN_POLICY;
  if (path === '/meetings' && method === 'GET')
    return {
      status: 200,
      body: {
        meetings: [row, { ...row, number: '12345678901', running: true, participants: 12, linkBound: false }],
      },
    };
  if (path === '/meetings') {
    const made = invitation(key !== undefined && !old);
    return { status: 201, body: { ...made, postQuantum: call.body?.['postQuantum'] === true && !old } };
  }
  if (path === `/meetings/${NUMBER}/invitation`)
    return inviting === 200 ? { status: 200, body: invitation(true) } : { status: inviting };
  return { status: method === 'DELETE' ? 204 : 404 };
}

beforeAll(async () => {
  browser = await launch();
  ({ server, url } = await serve(api));
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

for (const colorScheme of ['light', 'dark'] as const)
  describe(`a meeting by link only, ${colorScheme}`, () => {
    let context: BrowserContext;
    let page: Page;
    let complaints: string[];

    beforeEach(async () => {
      calls = [];
      doorKeys = new Set([doorKey('s3cret')]);
      inviting = 200;
      old = false;
      context = await browser.newContext({ colorScheme, locale: 'en-US' });
      page = await context.newPage();
      complaints = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 40[39]/.test(message.text()))
          complaints.push(message.text());
      });
    });

    afterEach(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });

    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const field = () => page.getByLabel('Link of this meeting');
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

    async function accessible(): Promise<void> {
      await page.waitForFunction(() => document.getAnimations().every((a) => a.playState === 'finished'));
      const client = await context.newCDPSession(page);
      await client.send('Runtime.evaluate', { expression: axe });
      const found = await page.evaluate(async () => {
        const { run } = (window as unknown as { axe: { run(): Promise<{ violations: unknown[] }> } }).axe;
        return ((await run()).violations as { id: string; nodes: { html: string }[] }[]).map(
          (v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`,
        );
      });
      expect(found).toEqual([]);
    }

    /** Looks as small as it gets, and is kept to be looked at. */
    async function looksWell(name: string): Promise<void> {
      await accessible();
      const directory = process.env['PARLEY_SCREENSHOTS'];
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 720 });
        expect(await fits()).toBe(true);
        if (directory)
          await page.screenshot({ path: `${directory}/${name}-${colorScheme}-${width}.png`, fullPage: true });
      }
      await page.setViewportSize({ width: 1280, height: 720 });
    }

    async function makes(...options: string[]): Promise<Call['body']> {
      await page.goto(`${url}/host`);
      if (options.length > 0) await page.getByText('Options', { exact: true }).click();
      for (const option of options) await page.getByLabel(option, { exact: true }).check();
      if (options.length > 0) await looksWell('options');
      await button('New meeting').click();
      await page.getByRole('heading', { name: 'Invitation: Autumn' }).waitFor();
      return calls.find((call) => call.method === 'POST' && call.path === '/meetings')?.body;
    }

    it('nothing is said of options that nobody chose', async () => {
      expect(await makes()).toEqual({});
      await page.getByText('482913').waitFor();
    });

    it('what was chosen is asked for', async () => {
      expect(await makes('Endpoints only', 'Webinar', 'Only people signed in here')).toEqual({
        endpointsOnly: true,
        webinar: true,
        subscribersOnly: true,
      });
      calls = [];
      // Connectors can't be in a post-quantum group.
      expect(await makes('Post-quantum keys')).toEqual({ endpointsOnly: true, postQuantum: true });
    });

    it('is taken back where the server makes it without what was wished', async () => {
      old = true;
      for (const wish of ['Only by link', 'Post-quantum keys']) {
        await page.goto(`${url}/host`);
        await page.getByText('Options', { exact: true }).click();
        await page.getByLabel(wish, { exact: true }).check();
        await button('New meeting').click();
        await page.getByText('This server can’t make a meeting with these options yet.').waitFor();
        expect(calls.at(-1)).toMatchObject({ method: 'DELETE', path: `/meetings/${NUMBER}` });
        expect(await page.getByText('482913').count()).toBe(0);
      }
    });

    it('has a secret that its links alone know', async () => {
      const asked = await makes('Only by link');
      const links = await page.locator('.link').allInnerTexts();
      const secret = /#b\.([\w-]{27})$/.exec(links[0] ?? '')?.[1] ?? '';
      expect(links).toEqual([`${url}/m/${NUMBER}#b.${secret}`, `${url}/host/${NUMBER}#host.b.${secret}`]);
      expect(asked).toEqual({ linkKey: doorKey(secret) });
      expect(JSON.stringify(calls)).not.toContain(secret);
      expect(await page.getByRole('link', { name: 'Start', exact: true }).first().getAttribute('href')).toBe(
        links[1],
      );
      await page.getByText('they can’t be shown again').waitFor();
      await looksWell('invitation');
      await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      await button('Copy join link').click();
      await page.getByText('Copied').first().waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(links[0]);
      // Whoever comes back finds them nowhere.
      await page.reload();
      await page.getByText(/ · Only by link$/).waitFor();
      expect(await page.content()).not.toContain(secret);
      expect(
        await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
      ).not.toContain(secret);
    });

    it('gets new links, with another secret, unless it is running', async () => {
      await page.goto(`${url}/host`);
      const draw = async () => {
        await page.getByRole('button', { name: 'More for Autumn' }).first().click();
        await page.getByRole('menuitem', { name: 'New link' }).click();
        await page
          .getByRole('dialog')
          .getByText('Links sent before stop working.', { exact: true })
          .waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'New link' }).click();
      };
      await draw();
      await page.getByText(/#b\.[\w-]{27}$/).waitFor();
      expect(calls.findLast((call) => call.method === 'POST')?.body).toEqual({
        linkKey: expect.stringMatching(/^[\w-]{43}$/),
      });
      inviting = 409;
      await draw();
      await page.getByText('can’t change while it is running').waitFor();
    });

    it('asks its owner for the link before it starts', async () => {
      await page.goto(`${url}/host/${NUMBER}`);
      await page.getByRole('heading', { name: 'This meeting opens only by link' }).waitFor();
      expect(await field().evaluate((input) => input === document.activeElement)).toBe(true);
      for (const [text, complaint] of [
        ['', 'That is not a link of a meeting'],
        [`${url}/m/12345678901#b.s3cret`, 'That link belongs to meeting 123 4567 8901'],
        [`${url}/m/${NUMBER}#b.`, 'The end of that link is missing'],
        [`${url}/m/${NUMBER}#b.0ld`, 'That link does not work any more'],
      ] as const) {
        await field().fill(text);
        await page.keyboard.press('Enter');
        await page.getByText(complaint).waitFor();
        expect(await field().evaluate((input) => input === document.activeElement)).toBe(true);
      }
      await looksWell('paste');
      await field().fill(`Join “Autumn”\n${url}/m/${NUMBER}#b.s3cret`);
      await page.keyboard.press('Enter');
      await button('Start meeting').waitFor();
      expect(page.url()).toBe(`${url}/host/${NUMBER}#.b.s3cret`);
      // A reload does not ask again, and the server has never seen it.
      await page.reload();
      await button('Start meeting').waitFor();
      expect(JSON.stringify(calls)).not.toContain('s3cret');
    });

    it('opens from its host link at once, and other meetings without a link', async () => {
      await page.goto(`${url}/host/${NUMBER}#h0st.b.s3cret`);
      await button('Start meeting').waitFor();
      await page.goto(`${url}/host/12345678901`);
      await button('Start meeting').waitFor();
      await page.goto(`${url}/m/${NUMBER}#b.s3cret`);
      await button('Join').waitFor();
    });
  });
