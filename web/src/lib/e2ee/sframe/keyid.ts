// SPDX-License-Identifier: Apache-2.0
/** Key ids as RFC 9605 §5.2, with E = 8 and S = 12 (docs/end-to-end.md, Media keys and frames). */
const EPOCH_BITS = 8;
const SENDER_BITS = 12;
export const MAX_LEAF = 2 ** SENDER_BITS - 1;

/** What a stream carries; its number is the context of the key id. */
export const SOURCES = ['microphone', 'camera', 'screen', 'screen-audio'] as const;
export type Source = (typeof SOURCES)[number];

export interface KeyId {
  readonly source: Source;
  readonly leaf: number;
  /** Epoch modulo 256. */
  readonly epoch: number;
}

export const epochBits = (epoch: number): number => epoch % 2 ** EPOCH_BITS;

export function encodeKeyId(source: Source, leaf: number, epoch: number): number {
  if (!Number.isInteger(leaf) || leaf < 0 || leaf > MAX_LEAF) throw new RangeError(`leaf ${leaf}`);
  return (SOURCES.indexOf(source) << (EPOCH_BITS + SENDER_BITS)) + (leaf << EPOCH_BITS) + epochBits(epoch);
}

/** Undefined when it is no key id of ours. */
export function decodeKeyId(kid: number): KeyId | undefined {
  const source = SOURCES[Math.floor(kid / 2 ** (EPOCH_BITS + SENDER_BITS))];
  if (source === undefined) return undefined;
  return { source, leaf: (kid >> EPOCH_BITS) & MAX_LEAF, epoch: kid & (2 ** EPOCH_BITS - 1) };
}
