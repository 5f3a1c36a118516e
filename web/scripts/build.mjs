// SPDX-License-Identifier: Apache-2.0
// Runs `npm run build` when anything that the page is made from has changed since the last time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stamp = 'target/built-from';
const sources = [
  'src',
  'public',
  'messages',
  'project.inlang/settings.json',
  'index.html',
  'package-lock.json',
  'patches',
];
const settings = ['vite.config.ts', 'svelte.config.js', 'tsconfig.json', 'scripts/build.mjs'];

function filesOf(path) {
  const entries = existsSync(path) ? tryDirectory(path) : [];
  return entries === null
    ? [path]
    : entries.filter((e) => e !== 'paraglide').flatMap((e) => filesOf(join(path, e)));
}

function tryDirectory(path) {
  try {
    return readdirSync(path).sort();
  } catch {
    return null;
  }
}

const hash = createHash('sha256').update(process.version);
for (const file of [...sources, ...settings].flatMap(filesOf)) hash.update(file).update(readFileSync(file));
const wanted = hash.digest('hex');
if (
  existsSync('target/classes/web/index.html') &&
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === wanted
)
  process.exit(0);

const done = spawnSync('npm', ['run', '--silent', 'build'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (done.status !== 0) process.exit(done.status ?? 1);
writeFileSync(stamp, wanted);
