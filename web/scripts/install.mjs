// SPDX-License-Identifier: Apache-2.0
// Runs `npm ci` when package-lock.json or patches/ are not those that node_modules was made from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const stamp = 'node_modules/.parley-lock';
const hash = createHash('sha256').update(readFileSync('package-lock.json')).update(process.version);
for (const patch of readdirSync('patches').sort()) hash.update(readFileSync(`patches/${patch}`));
const wanted = hash.digest('hex');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) process.exit(0);

const done = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (done.status !== 0) process.exit(done.status ?? 1);
writeFileSync(stamp, wanted);
