// SPDX-License-Identifier: Apache-2.0
// usage: join.js JOINS
// How long somebody waits from the click on "Join" to the first frame of the other's video, as the page itself sees it:
// one line "join MILLISECONDS" for each of JOINS joins of a guest in a browser context of its own, without anything cached.
// Stands on what the end-to-end tests use; the host's camera and the guest are Debian's Chromium with fake devices.
import { startChromium } from '../../../../web/e2e/support/browsers.js';
import { Person } from '../../../../web/e2e/support/person.js';
import { startDemo } from '../../../../web/e2e/support/server.js';

const HOST = 'Grace';
const joins = Number(process.argv[2]);

/** Runs in the page: starts the clock at the click and stops it when a frame of the host's video is shown. */
function watch(host) {
  let clicked;
  addEventListener(
    'click',
    (event) => {
      if (event.target.closest('button')?.textContent.trim() === 'Join') clicked = performance.now();
    },
    { capture: true },
  );
  const seen = new WeakSet();
  window.firstFrame = new Promise((resolve) => {
    const look = () => {
      for (const video of document.querySelectorAll(`[role="group"][aria-label="${host}"] video`)) {
        if (seen.has(video)) continue;
        seen.add(video);
        video.requestVideoFrameCallback((now) => resolve(now - clicked));
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
  });
}

const server = await startDemo();
const browser = await startChromium();
try {
  const host = new Person(HOST, await browser.newPage());
  await host.starts(server.host);
  for (let i = 0; i < joins; i++) {
    const guest = new Person(`Guest ${i}`, await browser.newPage());
    await guest.opens(server.guest);
    await guest.page.fill('Your name', guest.name);
    await guest.page.evaluate(watch, HOST);
    await guest.presses('Join');
    const took = await Promise.race([
      guest.page.evaluate(() => window.firstFrame),
      new Promise((_, reject) => setTimeout(() => reject(new Error('no frame within 30 s')), 30_000)),
    ]);
    console.log(`join ${took.toFixed(1)}`);
    await guest.presses('Leave');
    await guest.isOut();
    await guest.page.close();
  }
} finally {
  await browser.close();
  await server.run.stop();
}
process.exit(0);
