// SPDX-License-Identifier: Apache-2.0
/** Bytes: base64url, comparison, and the few pieces of TLS presentation language (RFC 8446 §3, RFC 9420 §2.1.2) we write ourselves. */

export type Bytes = Uint8Array<ArrayBuffer>;

export class Malformed extends Error {
  override name = 'Malformed';
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Map([...DIGITS].map((c, i) => [c.charCodeAt(0), i]));

export function toBase64Url(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    out += DIGITS[n >> 18]! + DIGITS[(n >> 12) & 63]!;
    if (left > 1) out += DIGITS[(n >> 6) & 63]!;
    if (left > 2) out += DIGITS[n & 63]!;
  }
  return out;
}

/** Strict: no padding, no other alphabet, no bits left over. */
export function fromBase64Url(text: string): Bytes {
  const rest = text.length % 4;
  if (rest === 1) throw new Malformed('base64url of an impossible length');
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = VALUES.get(text.charCodeAt(i));
    if (value === undefined) throw new Malformed('not base64url');
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >> bits) & 0xff;
    }
  }
  if ((held & ((1 << bits) - 1)) !== 0) throw new Malformed('base64url with bits left over');
  return out;
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Compares public values; not for secrets. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

/** A copy backed by an ordinary ArrayBuffer of its own, as WebCrypto's types want it. */
export function copy(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}

export const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

/** Throws on anything that is not UTF-8. */
export const fromUtf8 = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

export function fromHex(text: string): Bytes {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export const uint8 = (n: number): Bytes => Uint8Array.of(n);

/** Big-endian number of `length` bytes; n is a safe integer. */
export function uint(n: number, length: number): Bytes {
  const out = new Uint8Array(length);
  for (let i = length - 1; i >= 0; i--) {
    out[i] = n % 256;
    n = Math.floor(n / 256);
  }
  return out;
}

/** opaque x<V> (RFC 9420 §2.1.2). */
export function opaque(bytes: Uint8Array): Bytes {
  if (bytes.length < 0x40) return concat(uint8(bytes.length), bytes);
  if (bytes.length < 0x4000) return concat(uint(0x4000 + bytes.length, 2), bytes);
  if (bytes.length < 0x40000000) return concat(uint(0x80000000 + bytes.length, 4), bytes);
  throw new Malformed('longer than a vector can be');
}

/** Reads what the functions above write; throws Malformed beyond the end. */
export class Reader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  take(length: number): Bytes {
    if (length > this.bytes.length - this.#at) throw new Malformed('ends too early');
    this.#at += length;
    return copy(this.bytes.subarray(this.#at - length, this.#at));
  }

  uint(length: number): number {
    const n = this.take(length).reduce((sum, b) => sum * 256 + b, 0);
    if (!Number.isSafeInteger(n)) throw new Malformed('number too large');
    return n;
  }

  opaque(): Bytes {
    const first = this.uint(1);
    const rest = [0, 1, 3][first >> 6];
    if (rest === undefined) throw new Malformed('invalid length prefix');
    return this.take((first & 0x3f) * 256 ** rest + this.uint(rest));
  }

  end(): void {
    if (this.#at !== this.bytes.length) throw new Malformed('bytes left over');
  }
}
