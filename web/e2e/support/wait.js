// SPDX-License-Identifier: Apache-2.0
import { setTimeout as pause } from 'node:timers/promises';

/** Long enough for a loaded two-core machine; a test that needs this much has something to tell. */
const PATIENCE_MS = 30_000;
const EVERY_MS = 150;

/**
 * Asks `probe` until `accept` is content with what it says, and returns that. The error tells what was waited for and
 * what was seen last, or why the probe itself failed.
 */
export async function eventually(what, probe, accept = Boolean, within = PATIENCE_MS) {
  const end = performance.now() + within;
  let seen;
  for (;;) {
    try {
      const now = await probe();
      if (accept(now)) return now;
      seen = now ?? seen;
    } catch (error) {
      seen = error;
    }
    if (performance.now() > end) break;
    await pause(EVERY_MS);
  }
  const last = seen instanceof Error ? seen.message : JSON.stringify(seen);
  throw new Error(`waited ${within / 1000} s for: ${what}. Last seen: ${last}`);
}

/** Asks `probe` over and over for `during` milliseconds, and fails as soon as `accept` is not content. */
export async function throughout(what, during, probe, accept = Boolean) {
  const end = performance.now() + during;
  while (performance.now() < end) {
    const seen = await probe();
    if (!accept(seen)) throw new Error(`did not hold: ${what}. Seen: ${JSON.stringify(seen)}`);
    await pause(EVERY_MS);
  }
}
