// SPDX-License-Identifier: Apache-2.0
/** Frames of each codec, made up but of the right form, from a seed. */
import { type Bytes, concat, uint8 } from '../bytes';
import type { EncodedFrame } from '../frames/frame';

export function noise(seed: number, length: number): Bytes {
  return Uint8Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed >>> 24;
  });
}

export class TestFrame implements EncodedFrame {
  data: ArrayBuffer;

  constructor(
    bytes: Bytes,
    readonly mimeType: string,
    readonly type?: 'key' | 'delta',
  ) {
    this.data = bytes.slice().buffer;
  }

  get bytes(): Bytes {
    return new Uint8Array(this.data);
  }

  getMetadata() {
    return { mimeType: this.mimeType };
  }
}

const START = Uint8Array.of(0, 0, 0, 1);
const obu = (type: number, payload: Bytes): Bytes =>
  concat(uint8((type << 3) | 2), uint8((payload.length & 0x7f) | 0x80), uint8(payload.length >> 7), payload);

/** [name, frame]: one of each kind that the codecs send. */
export function everyKind(seed: number): [string, TestFrame][] {
  const body = noise(seed, 300 + (seed % 900));
  const slice = concat(START, uint8(0x65), uint8(0x88), withoutStartCodes(body));
  return [
    ['opus', new TestFrame(body.slice(0, 80), 'audio/opus')],
    ['vp8 key', new TestFrame(concat(uint8(body[0]! & ~1), body), 'video/VP8', 'key')],
    ['vp8 delta', new TestFrame(concat(uint8(body[0]! | 1), body), 'video/VP8', 'delta')],
    ['vp9', new TestFrame(body, 'video/VP9', 'key')],
    [
      'av1 key',
      new TestFrame(
        concat(obu(2, new Uint8Array()), obu(1, body.slice(0, 11)), obu(6, body)),
        'video/AV1',
        'key',
      ),
    ],
    ['av1 delta', new TestFrame(obu(6, body), 'video/AV1', 'delta')],
    [
      'h264 key',
      new TestFrame(
        concat(
          START,
          uint8(0x67),
          body.slice(0, 0),
          Uint8Array.of(0x42, 0xe0),
          START,
          uint8(0x68),
          uint8(0xce),
          slice,
        ),
        'video/H264',
        'key',
      ),
    ],
    [
      'h264 delta of two slices',
      new TestFrame(
        concat(START, uint8(0x41), uint8(0x9a), withoutStartCodes(body), slice),
        'video/H264',
        'delta',
      ),
    ],
  ];
}

function withoutStartCodes(bytes: Bytes): Bytes {
  return bytes.map((b) => b | 4);
}
