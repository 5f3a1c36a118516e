// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { REPOSITORY } from './server.js';

/** Firefox pairs no candidate of its own with one on the loopback interface. */
export const ADDRESS =
  Object.values(networkInterfaces())
    .flat()
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';

/**
 * The network between one participant and the server's media port, which can be made bad (module `impairment`). What it does to packets is decided by the seed.
 * Conditions and what they mean: `Steering` in that module; what a change does not name is perfect again.
 */
export async function relayTo(mediaPort, { seed = 1 } = {}) {
  const java = process.env.JAVA_25_HOME ? join(process.env.JAVA_25_HOME, 'bin', 'java') : 'java';
  const classPath = [
    join(REPOSITORY, 'impairment/target/classes'),
    join(REPOSITORY, 'server/target/app/lib/*'),
  ].join(':');
  const child = spawn(
    java,
    [
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Xmx64m',
      '-cp',
      classPath,
      'org.parley.impairment.relay.RelayMain',
      ADDRESS,
      String(mediaPort),
      String(seed),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  const waiting = [];
  lines.on('line', (line) => waiting.shift()?.resolve(line));
  child.once('error', (error) => waiting.splice(0).forEach(({ reject }) => reject(error)));
  child.once('exit', (code) =>
    waiting.splice(0).forEach(({ reject }) => reject(new Error(`the relay ended with ${code}`))),
  );
  const nextLine = () => new Promise((resolve, reject) => waiting.push({ resolve, reject }));

  const port = Number(/^Port: (\d+)$/.exec(await nextLine())[1]);

  /** @returns what the relay answers, once it has obeyed */
  async function steer(orders) {
    const answer = nextLine();
    child.stdin.write(`${JSON.stringify(orders)}\n`);
    const line = await answer;
    if (!line.startsWith('{')) throw new Error(`the relay says: ${line}`);
    return JSON.parse(line);
  }

  return {
    /** For a person's `scripts`: the page's media go through this relay. */
    script: [throughRelay, { address: ADDRESS, port }],
    steer,
    /** The same conditions up and down. */
    both: (conditions) => steer({ up: conditions, down: conditions }),
    perfect: () => steer({ up: {}, down: {} }),
    move: () => steer({ move: true }),
    counts: () => steer({ counts: true }),
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      if (child.exitCode === null) await ended;
    },
  };
}

/** Runs in the page before its scripts: the candidates of the server that the page is told are the relay's. Sent as text: nothing from outside. */
function throughRelay({ address, port }) {
  const rewrite = (candidate) =>
    candidate.replace(
      /(candidate:\S+ \d+ \S+ \d+) \S+ \d+ typ/g,
      (_, start) => `${start} ${address} ${port} typ`,
    );
  // No other way: the server's own relay would lead around this network.
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration, ...rest) {
      super({ ...configuration, iceServers: [] }, ...rest);
    }
  };
  const { setRemoteDescription, addIceCandidate } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    return setRemoteDescription.call(this, { type, sdp: rewrite(sdp) });
  };
  RTCPeerConnection.prototype.addIceCandidate = function (candidate) {
    return addIceCandidate.call(
      this,
      candidate?.candidate ? { ...candidate, candidate: rewrite(candidate.candidate) } : candidate,
    );
  };
}
