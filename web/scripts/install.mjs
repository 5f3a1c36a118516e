// SPDX-License-Identifier: Apache-2.0
// Runs `npm ci` when package-lock.json is not the one that node_modules was made from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const stamp = 'node_modules/.parley-lock';
const wanted = createHash('sha256')
  .update(readFileSync('package-lock.json'))
  .update(process.version)
  .digest('hex');
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) process.exit(0);

const done = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (done.status !== 0) process.exit(done.status ?? 1);
writeFileSync(stamp, wanted);
