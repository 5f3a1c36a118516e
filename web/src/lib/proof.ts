// SPDX-License-Identifier: Apache-2.0
/** The door's proof of work (docs/protocol.md, Proof of work), in pieces so short that the page stays alive. */
import { sha256 } from '@noble/hashes/sha2.js';
import * as v from 'valibot';
import { fromBase64Url } from './e2ee/bytes';

/** Bounds beyond anything an honest door asks for. */
export const Challenge = v.object({
  token: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
  hashes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 24)),
  validSeconds: v.pipe(v.number(), v.minValue(1), v.maxValue(600)),
});

export type Challenge = v.InferOutput<typeof Challenge>;

const PIECE_MS = 20;
const TOKEN_BYTES = 32;

/** TOKEN.NONCE, or null when it took longer than the solution would be taken. */
export async function solve({ token, hashes, validSeconds }: Challenge): Promise<string | null> {
  const block = new Uint8Array(TOKEN_BYTES + 8);
  block.set(fromBase64Url(token));
  const view = new DataView(block.buffer);
  const limit = 0xffff_ffff_ffff_ffffn / BigInt(hashes);
  const end = performance.now() + validSeconds * 1_000;
  let nonce = 0;
  while (performance.now() < end) {
    const pause = performance.now() + PIECE_MS;
    do {
      for (const last = nonce + 64; nonce < last; nonce++) {
        view.setUint32(TOKEN_BYTES, Math.floor(nonce / 2 ** 32));
        view.setUint32(TOKEN_BYTES + 4, nonce >>> 0);
        if (hashes === 1 || first(sha256(block)) < limit) return `${token}.${nonce.toString(16)}`;
      }
    } while (performance.now() < pause);
    await breath();
  }
  return null;
}

function first(hash: Uint8Array): bigint {
  return new DataView(hash.buffer, hash.byteOffset).getBigUint64(0);
}

/** Timers are slowed to one a second in a tab in the background, messages are not. */
function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
