// SPDX-License-Identifier: Apache-2.0
/**
 * The cipher suites of our groups (docs/end-to-end.md): MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519, and for post-quantum meetings
 * MLS_256_XWING_AES256GCM_SHA512_Ed25519, whose code is loaded when it is needed.
 *
 * Hashing runs in JavaScript: a commit in a large group hashes thousands of short inputs, and a WebCrypto call for each costs
 * more than the hash itself (it halves Firefox's time at 500 members). HPKE, AEAD and signatures stay with WebCrypto.
 */
import { Aes128Gcm, Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256, HkdfSha512 } from '@hpke/core';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import type { CiphersuiteImpl, CiphersuiteName } from 'ts-mls/crypto/ciphersuite.js';
import type { Hpke } from 'ts-mls/crypto/hpke.js';
import type { Kdf } from 'ts-mls/crypto/kdf.js';
import { makeGenericHpke } from 'ts-mls/crypto/implementation/hpke.js';
import { constantTimeEqual } from 'ts-mls/util/constantTimeCompare.js';
import { concat, copy, fromHex } from '../bytes';

export const CLASSICAL: CiphersuiteName = 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519';
export const POST_QUANTUM: CiphersuiteName = 'MLS_256_XWING_AES256GCM_SHA512_Ed25519';

async function aesKey(key: Uint8Array, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', copy(key), 'AES-GCM', false, [usage]);
}

const gcm = (iv: Uint8Array, aad: Uint8Array): AesGcmParams => ({
  name: 'AES-GCM',
  iv: copy(iv),
  additionalData: copy(aad),
});

const aead = {
  async encrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array) {
    const sealed = await crypto.subtle.encrypt(
      gcm(nonce, aad),
      await aesKey(key, 'encrypt'),
      copy(plaintext),
    );
    return new Uint8Array(sealed);
  },
  async decrypt(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array) {
    const plain = await crypto.subtle.decrypt(
      gcm(nonce, aad),
      await aesKey(key, 'decrypt'),
      copy(ciphertext),
    );
    return new Uint8Array(plain);
  },
};

/** RFC 8410 §7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_HEAD = fromHex('302e020100300506032b657004220420');

const signature = {
  async sign(signKey: Uint8Array, message: Uint8Array) {
    const der = concat(PKCS8_HEAD, signKey);
    const key = await crypto.subtle.importKey('pkcs8', der, 'Ed25519', false, ['sign']);
    der.fill(0);
    return new Uint8Array(await crypto.subtle.sign('Ed25519', key, copy(message)));
  },
  async verify(publicKey: Uint8Array, message: Uint8Array, sig: Uint8Array) {
    if (publicKey.length !== 32 || sig.length !== 64) return false;
    const key = await crypto.subtle.importKey('raw', copy(publicKey), 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', key, copy(sig), copy(message));
  },
  async keygen() {
    const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
    const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    const der = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey));
    const signKey = der.slice(PKCS8_HEAD.length);
    der.fill(0);
    return { publicKey, signKey };
  },
};

type Sha2 = typeof sha256 | typeof sha512;

const hashOf = (sha2: Sha2) => ({
  digest: async (data: Uint8Array) => sha2(data),
  mac: async (key: Uint8Array, data: Uint8Array) => hmac(sha2, key, data),
  verifyMac: async (key: Uint8Array, mac: Uint8Array, data: Uint8Array) =>
    constantTimeEqual(mac, hmac(sha2, key, data)),
});

const kdfOf = (sha2: Sha2): Kdf => ({
  size: sha2.outputLen,
  extract: async (salt, ikm) => extract(sha2, ikm, salt.length === 0 ? undefined : salt),
  expand: async (prk, info, length) => expand(sha2, prk, info, length),
});

const rng = { randomBytes: (n: number) => crypto.getRandomValues(new Uint8Array(n)) };

const made = new Map<CiphersuiteName, Promise<CiphersuiteImpl>>();

/** Of a group or key package of ours; others are refused. */
export function suite(name: CiphersuiteName): Promise<CiphersuiteImpl> {
  let one = made.get(name);
  if (one === undefined) {
    one = make(name);
    made.set(name, one);
  }
  return one;
}

async function make(name: CiphersuiteName): Promise<CiphersuiteImpl> {
  switch (name) {
    case CLASSICAL: {
      const algorithms = { kem: 'DHKEM-X25519-HKDF-SHA256', kdf: 'HKDF-SHA256', aead: 'AES128GCM' } as const;
      const kem = new DhkemX25519HkdfSha256();
      const hpke = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes128Gcm() });
      return implementation(name, sha256, await makeGenericHpke(algorithms, aead, hpke));
    }
    case POST_QUANTUM: {
      const { XWing } = await import('@hpke/hybridkem-x-wing');
      const algorithms = { kem: 'X-Wing', kdf: 'HKDF-SHA512', aead: 'AES256GCM' } as const;
      const hpke = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha512(), aead: new Aes256Gcm() });
      return implementation(name, sha512, await makeGenericHpke(algorithms, aead, hpke));
    }
    default:
      throw new Error(`cipher suite ${name} is not one of ours`);
  }
}

function implementation(name: CiphersuiteName, sha2: Sha2, hpke: Hpke): CiphersuiteImpl {
  return { name, hash: hashOf(sha2), kdf: kdfOf(sha2), signature, rng, hpke };
}

/** A short name for a signature key, for people to compare: 20 digits of its hash. */
export function fingerprint(publicKey: Uint8Array): string {
  return fiveDigits(sha256(publicKey), 4);
}

/** `groups` groups of five digits, each from five bytes (docs/end-to-end.md, Safety code). */
export function fiveDigits(bytes: Uint8Array, groups: number): string {
  return Array.from({ length: groups }, (_, i) => {
    const n = bytes.subarray(5 * i, 5 * i + 5).reduce((sum, b) => sum * 256 + b, 0);
    return String(n % 100_000).padStart(5, '0');
  }).join(' ');
}
