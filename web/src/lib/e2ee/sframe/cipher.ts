// SPDX-License-Identifier: Apache-2.0
/** SFrame encryption (RFC 9605 §4.4) with AES-GCM by WebCrypto. Counters and replays are the caller's care. */
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, uint, utf8 } from '../bytes';
import { encodeHeader } from './header';

/** RFC 9605 §4.5, those with AES-GCM. */
export const SUITES = {
  AES_128_GCM_SHA256_128: { id: 4, hash: sha256, keyBytes: 16 },
  AES_256_GCM_SHA512_128: { id: 5, hash: sha512, keyBytes: 32 },
} as const;
export type Suite = (typeof SUITES)[keyof typeof SUITES];

export const TAG_BYTES = 16;
const NONCE_BYTES = 12;

export interface SFrameKey {
  readonly kid: number;
  readonly key: CryptoKey;
  readonly salt: Bytes;
}

/** What {@link deriveKey} derives, before it goes where nobody can read it. */
export function deriveBytes(suite: Suite, kid: number, baseKey: Uint8Array): { key: Bytes; salt: Bytes } {
  const secret = extract(suite.hash, baseKey, new Uint8Array());
  const id = concat(uint(kid, 8), uint(suite.id, 2));
  const derive = (label: string, length: number) =>
    new Uint8Array(expand(suite.hash, secret, concat(utf8(label), id), length));
  return {
    key: derive('SFrame 1.0 Secret key ', suite.keyBytes),
    salt: derive('SFrame 1.0 Secret salt ', NONCE_BYTES),
  };
}

export async function deriveKey(suite: Suite, kid: number, baseKey: Uint8Array): Promise<SFrameKey> {
  const { key: raw, salt } = deriveBytes(suite, kid, baseKey);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  raw.fill(0);
  return { kid, key, salt };
}

/** salt XOR counter, on 12 bytes. */
function nonceOf(salt: Bytes, ctr: number): Bytes {
  const nonce = uint(ctr, NONCE_BYTES);
  for (let i = 0; i < NONCE_BYTES; i++) nonce[i]! ^= salt[i]!;
  return nonce;
}

/** Header, ciphertext and tag. */
export async function seal(key: SFrameKey, ctr: number, metadata: Bytes, plaintext: Bytes): Promise<Bytes> {
  const header = encodeHeader(key.kid, ctr);
  const additionalData = concat(header, metadata);
  const params = { name: 'AES-GCM', iv: nonceOf(key.salt, ctr), additionalData };
  const sealed = await crypto.subtle.encrypt(params, key.key, plaintext);
  return concat(header, new Uint8Array(sealed));
}

/** `sealed` without its header; throws when the tag is wrong. */
export async function open(
  key: SFrameKey,
  ctr: number,
  header: Bytes,
  metadata: Bytes,
  sealed: Bytes,
): Promise<Bytes> {
  const additionalData = concat(header, metadata);
  const params = { name: 'AES-GCM', iv: nonceOf(key.salt, ctr), additionalData };
  return new Uint8Array(await crypto.subtle.decrypt(params, key.key, sealed));
}
