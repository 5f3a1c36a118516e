// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** The distribution's Chromium; its wrapper script needs a shell, so the binary is preferred where it is. */
export const CHROMIUM = [
  process.env['PARLEY_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

export function launch(): Promise<Browser> {
  if (!CHROMIUM) throw new Error('No Chromium found. Install one, for example: apt-get install chromium');
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--no-sandbox'],
  });
}
