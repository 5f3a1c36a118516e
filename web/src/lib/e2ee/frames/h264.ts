// SPDX-License-Identifier: Apache-2.0
/**
 * H.264 (ITU-T H.264 §7.3.1, Annex B). On the wire: copies of the parameter sets and other units before the first slice, then that slice's
 * header byte and one byte more (first_mb_in_slice, slice_type), then the sealed frame, the whole original one, with emulation prevention and a last byte that is not zero. Receivers rewrite parameter sets
 * and start codes, so what is authenticated are the two bytes of the slice.
 */
import { type Bytes, concat, copy, Malformed, uint8 } from '../bytes';
import type { Incoming, Outgoing } from './codec';

const START = Uint8Array.of(0, 0, 0, 1);
const SLICE = 1;
const IDR_SLICE = 5;
const END = uint8(0x80);
const CLEAR_SLICE_BYTES = 2;

interface Unit {
  readonly type: number;
  readonly from: number;
  readonly to: number;
}

/** NAL units between start codes; trailing zeros belong to the next start code. */
function units(frame: Bytes): Unit[] {
  const starts: [code: number, from: number][] = [];
  for (let i = 0; i + 3 <= frame.length; i++) {
    if (frame[i] === 0 && frame[i + 1] === 0 && frame[i + 2] === 1) {
      starts.push([i > 0 && frame[i - 1] === 0 ? i - 1 : i, i + 3]);
      i += 2;
    }
  }
  return starts.flatMap(([, from], n) => {
    const to = starts[n + 1]?.[0] ?? frame.length;
    return from < to ? [{ type: frame[from]! & 31, from, to }] : [];
  });
}

function firstSlice(all: readonly Unit[]): number {
  const n = all.findIndex((u) => u.type >= SLICE && u.type <= IDR_SLICE);
  const slice = all[n];
  if (slice === undefined || slice.to - slice.from < CLEAR_SLICE_BYTES) {
    throw new Malformed('an H.264 frame without a slice');
  }
  return n;
}

export function outgoing(frame: Bytes): Outgoing {
  const all = units(frame);
  const n = firstSlice(all);
  const before = all.slice(0, n).flatMap((u) => [START, frame.subarray(u.from, u.to)]);
  const { from } = all[n]!;
  const metadata = copy(frame.subarray(from, from + CLEAR_SLICE_BYTES));
  return {
    metadata,
    plaintext: frame,
    wrap: (sealed) => concat(...before, START, metadata, escape(sealed, metadata), END),
  };
}

export function incoming(frame: Bytes): Incoming {
  const all = units(frame);
  const { from, to } = all[firstSlice(all)]!;
  const body = from + CLEAR_SLICE_BYTES;
  if (to - body < 2 || frame[to - 1] !== END[0]) throw new Malformed('a sealed slice without its end');
  const metadata = copy(frame.subarray(from, body));
  return {
    metadata,
    sealed: unescape(frame.subarray(body, to - 1), metadata),
    unwrap: (plaintext) => plaintext,
  };
}

/** §7.4.1: no 00 00 followed by 00, 01, 02 or 03, counting the bytes that stand before. */
function escape(bytes: Bytes, before: Bytes): Bytes {
  const out = new Uint8Array(Math.ceil(bytes.length * 1.5) + 1);
  let zeros = trailingZeros(before);
  let at = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte <= 3) {
      out[at++] = 3;
      zeros = 0;
    }
    out[at++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.slice(0, at);
}

function unescape(bytes: Bytes, before: Bytes): Bytes {
  const out = new Uint8Array(bytes.length);
  let zeros = trailingZeros(before);
  let at = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    out[at++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.slice(0, at);
}

function trailingZeros(bytes: Bytes): number {
  let n = 0;
  while (n < bytes.length && bytes[bytes.length - 1 - n] === 0) n++;
  return n;
}
