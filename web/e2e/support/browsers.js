// SPDX-License-Identifier: Apache-2.0
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { existsSync } from 'node:fs';
import { probe } from './probe.js';

const ROOT = process.getuid?.() === 0;

const CHROMIUM_FLAGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  // A page in the background must go on drawing: several people sit in one browser here.
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
];

const FIREFOX_PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  // As in Chromium: a page in the background must go on.
  'dom.min_background_timeout_value': 4,
  // The server's address is all that a test may reach.
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

function installed(what, ...paths) {
  const found = paths.find(existsSync);
  if (!found) throw new Error(`${what} is missing. Run ./parley verify, or apt-get install ${what}`);
  return found;
}

/** Debian's Chromium with fake devices. Each person gets a context of her own: cookies, storage, permissions. */
export async function startChromium({ flags = [], namespace } = {}) {
  const path = installed('chromium', '/usr/bin/chromium', '/usr/bin/chromium-browser');
  const browser = await chromium.launch({
    executablePath: namespace ? namespace.wrap(path) : path,
    args: [...CHROMIUM_FLAGS, ...flags],
    chromiumSandbox: !ROOT,
  });
  return { newPage: (options) => chromiumPage(browser, options), close: () => browser.close() };
}

/** @param scripts functions, or `[function, argument]`, that run before any script of the page */
async function chromiumPage(browser, { scripts = [], ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  await context.addInitScript(probe);
  for (const script of scripts.map((s) => [s].flat())) await context.addInitScript(...script);
  return chromiumTab(context);
}

async function chromiumTab(context) {
  const page = await context.newPage();
  const log = observe(page);
  return {
    log,
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    evaluate: (fn, arg) => page.evaluate(fn, arg),
    click: (role, name, timeout = 20_000) => page.getByRole(role, { name, exact: true }).click({ timeout }),
    clickWithin: ([role, name], innerRole, innerName) =>
      page
        .getByRole(role, { name, exact: true })
        .getByRole(innerRole, { name: innerName, exact: true })
        .click({ timeout: 20_000 }),
    textOf: (selector) => page.locator(selector).allInnerTexts(),
    fill: (label, text) => page.getByLabel(label, { exact: true }).fill(text, { timeout: 20_000 }),
    see: (text) => page.evaluate(reads, text),
    has: (role, name) => page.getByRole(role, { name, exact: true }).first().isVisible(),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    resize: (width, height) => page.setViewportSize({ width, height }),
    scheme: (colorScheme) => page.emulateMedia({ colorScheme }),
    screenshot: (path) => page.screenshot({ path }),
    url: () => page.url(),
    /** Another tab of the same browser: same cookies, same storage. */
    another: () => chromiumTab(context),
    closeTab: () => page.close({ runBeforeUnload: true }),
    close: () => context.close(),
  };
}

/** Debian's Firefox ESR by WebDriver BiDi, with its own fake devices. */
export async function startFirefox() {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: installed('firefox-esr', '/usr/bin/firefox-esr', '/usr/lib/firefox-esr/firefox-esr'),
    headless: true,
    extraPrefsFirefox: FIREFOX_PREFERENCES,
  });
  return { newPage: (options) => firefoxPage(browser, options), close: () => browser.close() };
}

async function firefoxPage(browser, { scripts = [] } = {}) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  await page.evaluateOnNewDocument(probe);
  for (const script of scripts.map((s) => [s].flat())) await page.evaluateOnNewDocument(...script);
  const log = observe(page);
  const locate = (role, name) => page.locator(`::-p-aria([name="${name}"][role="${role}"])`);
  return {
    log,
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    evaluate: (fn, arg) => page.evaluate(fn, arg),
    click: (role, name, timeout = 20_000) => locate(role, name).setTimeout(timeout).click(),
    fill: (label, text) => locate('textbox', label).setTimeout(20_000).fill(text),
    see: (text) => page.evaluate(reads, text),
    has: async (role, name) => (await page.$(`::-p-aria([name="${name}"][role="${role}"])`)) !== null,
    screenshot: (path) => page.screenshot({ path }),
    url: () => page.url(),
    close: () => context.close(),
  };
}

function reads(text) {
  return document.body.innerText.toLowerCase().includes(text.toLowerCase());
}

/** What the page asked for and complained of, in both drivers' common words. */
function observe(page) {
  const log = { requests: [], errors: [], lines: [] };
  page.on('request', (request) => log.requests.push(request.url()));
  page.on('console', (message) => {
    const line = `${message.type()}: ${message.text()} ${place(message.location?.())}`;
    log.lines.push(line);
    if (message.type() === 'error') log.errors.push(line);
  });
  page.on('pageerror', (error) => {
    log.lines.push(`uncaught: ${error.stack ?? error}`);
    log.errors.push(`uncaught: ${error.message}`);
  });
  return log;
}

function place(location) {
  return location?.url ? `(${location.url}:${location.lineNumber ?? ''})` : '';
}
