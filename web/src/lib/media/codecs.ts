// SPDX-License-Identifier: Apache-2.0

/**
 * What a slot offers to receive. Browsers list some forty payload types for each section, most of them profiles that no
 * browser sends; with them, an offer of 49 slots is larger than a message may be.
 */
export function worthReceiving({
  mimeType,
  sdpFmtpLine = '',
}: {
  mimeType: string;
  sdpFmtpLine?: string;
}): boolean {
  const parameter = (name: string) =>
    sdpFmtpLine
      .split(';')
      .map((pair) => pair.trim().split('='))
      .find(([key]) => key === name)?.[1];
  switch (mimeType.toLowerCase()) {
    case 'video/vp8':
    case 'video/rtx':
      return true;
    case 'video/vp9':
      return (parameter('profile-id') ?? '0') === '0';
    case 'video/av1':
      return (parameter('profile') ?? '0') === '0';
    case 'video/h264':
      // Baseline and High: what browsers and their hardware encode. Mode 1, which all of them prefer.
      return (
        parameter('packetization-mode') === '1' && /^(42|64)/.test(parameter('profile-level-id') ?? '42')
      );
    default:
      return false;
  }
}
