// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { parley, ports, startDemo, temporaryDirectory } from '../support/server.js';
import { eventually } from '../support/wait.js';

test('demo says Ready, Host and Guest once each, and ends within 5 s of being asked to', async (t) => {
  const demo = await startDemo();
  t.diagnostic(`demo was ready after ${Math.round(demo.took)} ms`);
  assert.equal((await fetch(`${demo.url}/health`)).status, 200, 'Ready means that joins work');
  for (const word of ['Ready', 'Host', 'Guest']) {
    assert.equal(demo.run.out.filter((line) => line.startsWith(`${word}: `)).length, 1, word);
  }
  const asked = performance.now();
  demo.run.send('SIGTERM');
  await demo.run.exited;
  assert.ok(performance.now() - asked < 5000, `${performance.now() - asked} ms`);

  const second = await startDemo();
  t.diagnostic(`the second start was ready after ${Math.round(second.took)} ms`);
  await second.run.stop();
});

async function refusal(options, settings) {
  const run = parley(
    ['serve', ...(await ports({ '--data': join(temporaryDirectory(), 'data'), ...options }))],
    settings,
  );
  await eventually(
    'it refuses, or starts all the same',
    () => run.status !== undefined || run.out.some((line) => line.startsWith('Ready: ')),
  );
  await run.stop();
  const said = [...run.out, ...run.err].filter((line) => line.trim() !== '');
  return { status: run.status, said };
}

function refused({ status, said }, ...words) {
  assert.equal(said.length, 1, `one line: ${said.join('\n')}`);
  for (const word of words) assert.match(said[0], word);
  assert.equal(status, 2);
}

test('a port that another process holds is said in one line, with status 2', async () => {
  const tcp = createServer();
  await new Promise((resolve) => tcp.listen(0, resolve));
  const udp = createSocket('udp4');
  await new Promise((resolve) => udp.bind(0, resolve));
  try {
    for (const [option, { port }] of [
      ['--http-port', tcp.address()],
      ['--media-port', tcp.address()],
      ['--media-port', udp.address()],
    ]) {
      refused(await refusal({ [option]: port }), new RegExp(port), /stop the process that has it/);
    }
  } finally {
    tcp.close();
    udp.close();
  }
});

test('a data directory that cannot be written is said in one line, with status 2', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, 'in the way');
  refused(await refusal({ '--data': join(file, 'data') }), /data/);
});

test('a bad value in the configuration is said in one line, with status 2', async () => {
  refused(await refusal({ '--http-port': 70000 }), /70000/);
  refused(await refusal({}, { env: { PARLEY_MEDIA_SEGMENTATION: 'perhaps' } }), /perhaps/);
  const config = join(temporaryDirectory(), 'parley.conf');
  writeFileSync(config, 'http.port = banana\n');
  refused(await refusal({ '--http-port': null, '--config': config }), /banana/);
});

test('a configuration file that is not there is said in one line, with status 2', async () => {
  refused(await refusal({ '--config': '/nowhere/parley.conf' }), /nowhere/);
});
