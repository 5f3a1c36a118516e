// SPDX-License-Identifier: Apache-2.0
/** What we use of RTCEncodedAudioFrame and RTCEncodedVideoFrame. */
import { type Codec, codecOf } from './codec';

export interface FrameMetadata {
  readonly mimeType?: string;
  readonly payloadType?: number;
}

export interface EncodedFrame {
  data: ArrayBuffer;
  /** On video frames alone. */
  readonly type?: 'key' | 'delta' | 'empty';
  getMetadata(): FrameMetadata;
}

/** Payload type → MIME type, from the session description, for browsers that don't say it with the frame. */
export type PayloadTypes = Readonly<Record<number, string>>;

export function codecOfFrame(frame: EncodedFrame, types: PayloadTypes): Codec | undefined {
  const { mimeType, payloadType } = frame.getMetadata();
  const name = mimeType ?? (payloadType === undefined ? undefined : types[payloadType]);
  if (name !== undefined) return codecOf(name);
  return frame.type === undefined ? 'audio' : undefined;
}

/** Silence: nothing to protect, and a decoder wants to see it. */
export const isEmptyAudio = (frame: EncodedFrame): boolean =>
  frame.type === undefined && frame.data.byteLength === 0;
