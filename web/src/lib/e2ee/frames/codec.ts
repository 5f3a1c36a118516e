// SPDX-License-Identifier: Apache-2.0
/**
 * Which bytes of an encoded frame stay clear, so that packetisers, the SFU and receivers find what they must, and how the sealed rest is put
 * behind them (docs/end-to-end.md). `metadata` is what SFrame authenticates besides its header.
 */
import { type Bytes, concat, copy } from '../bytes';
import * as av1 from './av1';
import * as h264 from './h264';

export type Codec = 'audio' | 'vp8' | 'vp9' | 'av1' | 'h264';

/** Undefined for what we can't protect: then nothing is sent. */
export function codecOf(mimeType: string): Codec | undefined {
  const [kind, name] = mimeType.toLowerCase().split('/');
  if (kind === 'audio') return 'audio';
  switch (name) {
    case 'vp8':
    case 'vp9':
    case 'av1':
    case 'h264':
      return name;
    default:
      return undefined;
  }
}

export interface Outgoing {
  readonly metadata: Bytes;
  readonly plaintext: Bytes;
  /** The frame as it goes out. */
  wrap(sealed: Bytes): Bytes;
}

export interface Incoming {
  readonly metadata: Bytes;
  readonly sealed: Bytes;
  /** The frame as it was. */
  unwrap(plaintext: Bytes): Bytes;
}

/** Throws Malformed for a frame that is none of the codec. */
export function outgoing(codec: Codec, frame: Bytes): Outgoing {
  switch (codec) {
    case 'av1':
      return av1.outgoing(frame);
    case 'h264':
      return h264.outgoing(frame);
    default: {
      const [metadata, plaintext] = split(frame, clearBytes(codec, frame));
      return { metadata, plaintext, wrap: (sealed) => concat(metadata, sealed) };
    }
  }
}

export function incoming(codec: Codec, frame: Bytes): Incoming {
  switch (codec) {
    case 'av1':
      return av1.incoming(frame);
    case 'h264':
      return h264.incoming(frame);
    default: {
      const [metadata, sealed] = split(frame, clearBytes(codec, frame));
      return { metadata, sealed, unwrap: (plaintext) => concat(metadata, plaintext) };
    }
  }
}

/** RFC 6386 §9.1: the lowest bit of a VP8 frame is 0 on key frames. */
function clearBytes(codec: 'audio' | 'vp8' | 'vp9', frame: Bytes): number {
  return codec === 'vp8' && frame.length > 0 ? 1 : 0;
}

function split(frame: Bytes, at: number): [Bytes, Bytes] {
  return [copy(frame.subarray(0, at)), copy(frame.subarray(at))];
}
