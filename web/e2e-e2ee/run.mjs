// SPDX-License-Identifier: Apache-2.0
/**
 * `npm run test:e2ee [chromium|firefox|all] [codec…|measure]`: real browsers, real frames. Exits with 1 when something is not as it must be. The drivers of the
 * browsers are those of e2e/.
 */
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));
const outDir = fileURLToPath(new URL('../target/e2e-e2ee', import.meta.url));
const [only, ...codecs] = process.argv.slice(2);
const problems = [];

await build({
  root,
  configFile: false,
  logLevel: 'error',
  worker: { format: 'es' },
  build: { outDir, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
});
const server = await preview({
  root,
  configFile: false,
  logLevel: 'error',
  build: { outDir },
  preview: { port: 0 },
});
const address = `http://localhost:${server.httpServer.address().port}/`;

const drivers = createRequire(new URL('../e2e/package.json', import.meta.url));
const found = (paths) => paths.find((p) => existsSync(p));
const chromiumPath =
  process.env.CHROMIUM ?? found(['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']);
const firefoxPath = process.env.FIREFOX ?? found(['/usr/bin/firefox-esr', '/usr/bin/firefox']);

async function chromium(use) {
  const { chromium: browserType } = drivers('playwright-core');
  const args = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--no-sandbox'];
  const browser = await browserType.launch({ executablePath: chromiumPath, args });
  try {
    const page = await browser.newPage();
    page.on('pageerror', (e) => problems.push(`chromium: ${e.message}`));
    await page.goto(address);
    await page.waitForFunction(() => 'lab' in window);
    await use((work, ...args) => page.evaluate(work, ...args));
  } finally {
    await browser.close();
  }
}

async function firefox(use) {
  const puppeteer = drivers('puppeteer-core');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxPath,
    headless: true,
    protocolTimeout: 300_000,
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.peerconnection.ice.loopback': true,
      'media.autoplay.default': 0,
    },
  });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    await page.waitForFunction(() => 'lab' in window);
    await use((work, ...args) => page.evaluate(work, ...args));
  } finally {
    await browser.close();
  }
}

function check(name, log) {
  console.log(name, JSON.stringify(log, null, 1));
  if (log.missing) return;
  const must = (ok, what) => void (ok || problems.push(`${name} ${log.codec}: ${what}`));
  for (const quiet of [
    'without any keys',
    'before lin is in',
    'in the tile of another',
    'with the keys of another group',
  ]) {
    must(log[quiet].video === 0, `${quiet}: ${log[quiet].video} frames were decoded`);
  }
  must(log['same safety code'], 'safety codes differ');
  must(
    log['dropped over four rotations'] === 0,
    `${log['dropped over four rotations']} frames dropped at rotations`,
  );
  must(log.alarms.length === 0, JSON.stringify(log.alarms));
}

for (const [name, launch, path] of [
  ['chromium', chromium, chromiumPath],
  ['firefox', firefox, firefoxPath],
]) {
  if (only !== undefined && only !== 'all' && only !== name) continue;
  if (path === undefined) {
    problems.push(`${name} is not installed`);
    continue;
  }
  try {
    await launch(async (evaluate) => {
      const cannot = await evaluate(() => window.lab.unsupported());
      if (cannot) problems.push(`${name}: ${cannot}`);
      for (const codec of codecs.length > 0 ? codecs : ['vp8', 'vp9', 'av1', 'h264']) {
        if (codec === 'measure') continue;
        for (const descriptor of name === 'chromium' ? [true, false] : [false]) {
          check(name, await evaluate(([c, d]) => window.lab.call(c, d), [codec, descriptor]));
        }
      }
      if (codecs.length === 0 || codecs.includes('measure')) {
        const measured = [
          [false, name === 'chromium' ? [2, 10, 50, 200, 500] : [2, 10, 50, 200]],
          [true, [10, 50, 200]],
        ];
        for (const [postQuantum, sizes] of measured) {
          console.log(`${name}, ${postQuantum ? 'post-quantum' : 'classical'}`);
          console.table(await evaluate(([s, pq]) => window.lab.measureCommits(s, pq), [sizes, postQuantum]));
        }
      }
    });
  } catch (e) {
    problems.push(`${name}: ${e.message}`);
  }
}

await new Promise((done) => server.httpServer.close(done));
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log('All as it must be.');
process.exit(0);
