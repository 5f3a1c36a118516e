// SPDX-License-Identifier: Apache-2.0
/** The SFrame header (RFC 9605 §4.3): key id and counter, each in as few bytes as they need. */
import { type Bytes, concat, Malformed, uint, uint8 } from '../bytes';

export interface Header {
  readonly kid: number;
  readonly ctr: number;
  /** Bytes the header takes. */
  readonly length: number;
}

function lengthOf(n: number): number {
  let length = 1;
  while (n >= 256) {
    n = Math.floor(n / 256);
    length++;
  }
  return length;
}

export function encodeHeader(kid: number, ctr: number): Bytes {
  if (!Number.isSafeInteger(kid) || !Number.isSafeInteger(ctr) || kid < 0 || ctr < 0) {
    throw new RangeError('a key id and a counter are whole numbers below 2^53');
  }
  const [x, k, kidBytes] = field(kid);
  const [y, c, ctrBytes] = field(ctr);
  return concat(uint8((x << 7) | (k << 4) | (y << 3) | c), kidBytes, ctrBytes);
}

function field(n: number): [flag: number, value: number, bytes: Bytes] {
  if (n < 8) return [0, n, uint(0, 0)];
  const length = lengthOf(n);
  return [1, length - 1, uint(n, length)];
}

/** Throws Malformed; numbers of 2^53 and more are no counters and key ids of ours, and refused. */
export function decodeHeader(bytes: Uint8Array): Header {
  const config = bytes[0];
  if (config === undefined) throw new Malformed('no SFrame header');
  let at = 1;
  const read = (extended: number, value: number): number => {
    if (extended === 0) return value;
    let n = 0;
    for (let end = at + value + 1; at < end; at++) {
      const byte = bytes[at];
      if (byte === undefined) throw new Malformed('an SFrame header that ends early');
      n = n * 256 + byte;
    }
    if (!Number.isSafeInteger(n)) throw new Malformed('a number too large in an SFrame header');
    return n;
  };
  const kid = read(config >> 7, (config >> 4) & 7);
  const ctr = read((config >> 3) & 1, config & 7);
  return { kid, ctr, length: at };
}
