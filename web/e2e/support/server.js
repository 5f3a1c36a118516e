// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './wait.js';

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
export const TARGET = fileURLToPath(new URL('../target/', import.meta.url));

/** Enough for a first start that makes the ahead-of-time cache on a loaded machine; warm starts take a few seconds. */
const START_MS = 180_000;

const running = new Set();
process.on('exit', () => running.forEach((child) => kill(child, 'SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/** To the whole group, so that nothing outlives the test even if the script did not hand over to Java. */
function kill(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** A port that is free just now for TCP and for UDP. */
export async function freePort() {
  for (;;) {
    const tcp = createServer();
    const port = await new Promise((resolve, reject) => {
      tcp.once('error', reject);
      tcp.listen(0, () => resolve(tcp.address().port));
    });
    const free = await new Promise((resolve) => {
      const udp = createSocket('udp4');
      udp.once('error', () => resolve(false));
      udp.bind(port, () => udp.close(() => resolve(true)));
    });
    await new Promise((resolve) => tcp.close(resolve));
    if (free) return port;
  }
}

export function temporaryDirectory() {
  return mkdtempSync(join(tmpdir(), 'parley-e2e-'));
}

/** `./parley` with these arguments, its output kept line by line, and in a file under target/. */
export function parley(args, { env = {}, name = args[0], wrap = (command) => command, ...options } = {}) {
  mkdirSync(TARGET, { recursive: true });
  const file = join(TARGET, `${name}-${process.pid}-${Math.round(performance.now())}.log`);
  const log = createWriteStream(file);
  const [command, ...rest] = wrap([join(REPOSITORY, 'parley'), ...args]);
  const started = performance.now();
  const child = spawn(command, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...options,
  });
  running.add(child);
  const run = {
    file,
    started,
    out: [],
    err: [],
    /** When the process said that it is ready, by the clock that all on this machine share. */
    readyAt: undefined,
    status: undefined,
    send: (signal) => child.kill(signal),
    /** No chance to tidy up, as when the power fails. */
    crash: () => kill(child, 'SIGKILL'),
    exited: undefined,
    async stop() {
      if (run.status !== undefined) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => kill(child, 'SIGKILL'), 10_000);
      await run.exited;
      clearTimeout(timer);
    },
  };
  child.stdout.on('data', (text) => {
    if (/^Ready: /m.test(text)) run.readyAt = Date.now();
  });
  keepLines(child.stdout, run.out, log);
  keepLines(child.stderr, run.err, log);
  run.exited = new Promise((resolve) => {
    child.once('error', (error) => resolve({ error }));
    child.once('close', (code, signal) => {
      running.delete(child);
      log.end();
      run.status = code ?? signal;
      resolve({ code, signal, took: performance.now() - started });
    });
  });
  return run;
}

function keepLines(stream, lines, log) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    log.write(text);
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    lines.push(...parts);
  });
  stream.on('end', () => rest && lines.push(rest));
}

/** Waits until a line of the output matches, and returns the match; fails at once when the process has ended. */
export async function line(run, pattern, within = START_MS) {
  const found = await eventually(
    `a line ${pattern} from ${run.file}`,
    () => {
      const match = [...run.out, ...run.err].map((text) => pattern.exec(text)).find(Boolean);
      return match ?? (run.status !== undefined && { ended: run.status });
    },
    Boolean,
    within,
  );
  if (!('ended' in found)) return found;
  throw new Error(`parley ended with ${found.ended}:\n${[...run.out, ...run.err].slice(-30).join('\n')}`);
}

/** Options for ports that are free, but for what a test wants otherwise; null leaves an option away. */
export async function ports(otherwise = {}) {
  const options = {
    '--http-port': await freePort(),
    '--media-port': await freePort(),
    '--admin-port': await freePort(),
    ...otherwise,
  };
  return Object.entries(options).flatMap(([option, value]) =>
    value === null ? [] : [option, String(value)],
  );
}

/** Ends the process when what follows its start fails, so that nothing outlives the test. */
async function orCrash(run, next) {
  try {
    return await next();
  } catch (error) {
    run.crash();
    throw error;
  }
}

/** The trial server with a meeting that is ready. */
export async function startDemo({ args = [], ...options } = {}) {
  const run = parley(['demo', ...(await ports()), ...args], options);
  const links = ['Ready', 'Host', 'Guest'].map((word) => line(run, new RegExp(`^${word}: (\\S+)$`)));
  const [ready, host, guest] = await orCrash(run, () => Promise.all(links));
  return {
    run,
    stop: run.stop,
    took: performance.now() - run.started,
    url: ready[1],
    host: host[1],
    guest: guest[1],
  };
}

const ACCOUNT = { name: 'Grace', password: 'correct horse battery staple' };

/** A server with a data directory of its own and its first host signed in; it can be crashed and started again. */
export async function startServe({ data = temporaryDirectory(), args = [], ...options } = {}) {
  const all = ['serve', ...(await ports()), '--data', data, ...args];
  let run = parley(all, options);
  const { url, token, setup } = await orCrash(run, async () => {
    const [, url, token] = await line(run, /(https?:\/\/\S+?)\/setup#(\S+)/);
    await healthy(url);
    return { url, token, setup: await post(`${url}/api/v1/setup`, { token, ...ACCOUNT }) };
  });
  const bearer = setup.body.token ?? (await post(`${url}/api/v1/session`, ACCOUNT)).body.token;
  return {
    url,
    setup: { token, answer: setup },
    account: ACCOUNT,
    mediaPort: Number(all[all.indexOf('--media-port') + 1]),
    get run() {
      return run;
    },
    /** Nobody waits to be let in unless a test is about that: `settings` are those of docs/protocol.md. */
    async newMeeting(title, settings = {}) {
      const made = await post(`${url}/api/v1/meetings`, { title, waitingRoom: 'off', ...settings }, bearer);
      if (made.status !== 201) throw new Error(`making a meeting: ${made.status} ${made.text}`);
      return made.body;
    },
    /** Links for one person each, in the order of the names. */
    async registers(number, names) {
      const made = await post(`${url}/api/v1/meetings/${number}/registrations`, { names }, bearer);
      if (made.status !== 201) throw new Error(`registering: ${made.status} ${made.text}`);
      return made.body.registrations;
    },
    metrics: async () => (await get(`http://127.0.0.1:${all[all.indexOf('--admin-port') + 1]}/metrics`)).text,
    meetings: async () => (await get(`${url}/api/v1/meetings`, bearer)).body.meetings,
    crash: async () => {
      run.crash();
      await run.exited;
    },
    again: async () => {
      run = parley(all, options);
      await line(run, /^Ready: /);
      await healthy(url);
    },
    stop: async () => {
      await run.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export async function healthy(url) {
  await eventually(
    `${url}/health answers 200`,
    async () => (await fetch(`${url}/health`)).status,
    (status) => status === 200,
    START_MS,
  );
}

export async function post(url, body, bearer) {
  return answer(
    await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(bearer && { Authorization: `Bearer ${bearer}` }) },
      body: JSON.stringify(body),
    }),
  );
}

export async function get(url, bearer) {
  return answer(await fetch(url, { headers: bearer ? { Authorization: `Bearer ${bearer}` } : {} }));
}

async function answer(response) {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : {} };
}
