// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { worthReceiving } from './codecs';

const offered = (mimeType: string, sdpFmtpLine?: string) =>
  worthReceiving({ mimeType, ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }) });

test('what browsers send is received', () => {
  expect(offered('video/VP8')).toBe(true);
  expect(offered('video/rtx', 'apt=96')).toBe(true);
  expect(offered('video/VP9', 'profile-id=0')).toBe(true);
  expect(offered('video/VP9', 'max-fs=12288;max-fr=60')).toBe(true);
  expect(offered('video/AV1', 'level-idx=5;profile=0;tier=0')).toBe(true);
  expect(
    offered('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f'),
  ).toBe(true);
  expect(
    offered('video/H264', 'level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f'),
  ).toBe(true);
});

test('profiles that nobody sends, and error correction that nobody forwards, are left out', () => {
  expect(offered('video/VP9', 'profile-id=2')).toBe(false);
  expect(offered('video/AV1', 'profile=1')).toBe(false);
  expect(offered('video/H264', 'packetization-mode=0;profile-level-id=42e01f')).toBe(false);
  expect(offered('video/H264', 'packetization-mode=1;profile-level-id=f4001f')).toBe(false);
  expect(offered('video/red')).toBe(false);
  expect(offered('video/ulpfec')).toBe(false);
  expect(offered('video/flexfec-03', 'repair-window=10000000')).toBe(false);
});
