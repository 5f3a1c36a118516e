// SPDX-License-Identifier: Apache-2.0
/**
 * AV1 (AV1 specification §5.3, RTP payload §4). On the wire: a copy of the sequence header, which packetisers and the SFU look for, and one
 * last OBU without size, whose type and layer are those of the frame and whose content is sealed: the whole original frame. The sizes of OBUs
 * are changed on the way (they are left out in RTP and put back), so what is authenticated is the last OBU's header without its size bit.
 */
import { type Bytes, concat, copy, Malformed, uint8 } from '../bytes';
import type { Incoming, Outgoing } from './codec';

const SEQUENCE_HEADER = 1;
const TEMPORAL_DELIMITER = 2;
const FRAME_HEADER = 3;
const FRAME = 6;
const TILE_GROUP = 4;

interface Obu {
  readonly type: number;
  /** One or two bytes. */
  readonly header: Bytes;
  readonly payload: Bytes;
}

function* obus(frame: Bytes): Generator<Obu> {
  let at = 0;
  while (at < frame.length) {
    const first = frame[at]!;
    if ((first & 0x80) !== 0) throw new Malformed('not an OBU');
    const headerEnd = at + ((first & 4) !== 0 ? 2 : 1);
    let size = frame.length - headerEnd;
    let from = headerEnd;
    if ((first & 2) !== 0) [size, from] = leb128(frame, headerEnd);
    if (size < 0 || size > frame.length - from) throw new Malformed('an OBU longer than its frame');
    yield {
      type: (first >> 3) & 15,
      header: copy(frame.subarray(at, headerEnd)),
      payload: copy(frame.subarray(from, from + size)),
    };
    at = from + size;
  }
}

function leb128(bytes: Bytes, at: number): [value: number, end: number] {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, at + i + 1];
  }
  throw new Malformed('an OBU without an end to its size');
}

function toLeb128(n: number): Bytes {
  const out = [];
  do {
    out.push((n & 0x7f) | (n > 0x7f ? 0x80 : 0));
    n >>= 7;
  } while (n > 0);
  return Uint8Array.from(out);
}

const sized = (header: Bytes): Bytes => concat(uint8(header[0]! | 2), header.subarray(1));
const unsized = (header: Bytes): Bytes => concat(uint8(header[0]! & ~2), header.subarray(1));

export function outgoing(frame: Bytes): Outgoing {
  const all = [...obus(frame)];
  const picture = all.find((o) => o.type === FRAME || o.type === FRAME_HEADER || o.type === TILE_GROUP);
  if (picture === undefined) throw new Malformed('an AV1 frame without a frame');
  const clear = all
    .filter((o) => o.type === SEQUENCE_HEADER)
    .map((o) => concat(sized(o.header), toLeb128(o.payload.length), o.payload));
  const metadata = unsized(picture.header);
  return { metadata, plaintext: frame, wrap: (sealed) => concat(...clear, metadata, sealed) };
}

export function incoming(frame: Bytes): Incoming {
  const last = [...obus(frame)].findLast((o) => o.type !== TEMPORAL_DELIMITER);
  if (last === undefined) throw new Malformed('an AV1 frame without a frame');
  return { metadata: unsized(last.header), sealed: last.payload, unwrap: (plaintext) => plaintext };
}
