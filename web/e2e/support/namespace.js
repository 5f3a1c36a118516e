// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from './server.js';

/** Only inside; nothing outside has to be free for it. */
const ADDRESS = '10.77.0.1';

/**
 * A network of its own (Linux network namespace) with nothing outside within reach, in which UDP to where media is announced
 * is dropped without a word, as a strict company firewall does. Needs root; `./parley verify` says so.
 */
export function namespaceWithoutUdp() {
  const name = `parley-e2e-${process.pid}`;
  const directory = temporaryDirectory();
  const run = (command, ...args) => execFileSync(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  run('ip', 'netns', 'add', name);
  let there = true;
  const remove = () => {
    if (there) run('ip', 'netns', 'delete', name);
    there = false;
    rmSync(directory, { recursive: true, force: true });
  };
  process.on('exit', remove);
  const inside = ['ip', 'netns', 'exec', name];
  run(...inside, 'ip', 'link', 'set', 'lo', 'up');
  // Chromium gathers no candidate on a loopback interface, so there is a second one, with its other end inside as well.
  run(...inside, 'ip', 'link', 'add', 'one', 'type', 'veth', 'peer', 'name', 'two');
  run(...inside, 'ip', 'address', 'add', `${ADDRESS}/24`, 'dev', 'one');
  run(...inside, 'ip', 'link', 'set', 'one', 'up');
  run(...inside, 'ip', 'link', 'set', 'two', 'up');
  execFileSync(inside[0], [...inside.slice(1), 'nft', '-f', '-'], {
    input: `
    table inet strict {
      chain out { type filter hook output priority 0; ip daddr 127.0.0.1 accept; meta l4proto udp counter drop; }
      chain in { type filter hook input priority 0; ip daddr 127.0.0.1 accept; meta l4proto udp counter drop; }
    }`,
  });
  return {
    address: ADDRESS,
    command: (command) => [...inside, ...command],
    /** A program that starts this one inside. */
    wrap(program) {
      const script = join(directory, 'inside');
      writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${name} ${program} "$@"\n`);
      chmodSync(script, 0o755);
      return script;
    },
    /** From now on TCP, too, is let through to this port alone. */
    keepOnly(port) {
      const rule = [
        'ip',
        'daddr',
        ADDRESS,
        'tcp',
        'dport',
        '!=',
        String(port),
        'ct',
        'direction',
        'original',
      ];
      run(...inside, 'nft', 'insert', 'rule', 'inet', 'strict', 'out', ...rule, 'counter', 'drop');
    },
    dropped: () =>
      Number(
        /counter packets (\d+)/.exec(
          execFileSync(inside[0], [...inside.slice(1), 'nft', 'list', 'chain', 'inet', 'strict', 'out'], {
            encoding: 'utf8',
          }),
        )?.[1],
      ),
    remove,
  };
}
