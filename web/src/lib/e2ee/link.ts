// SPDX-License-Identifier: Apache-2.0
/** The two halves of a join link's secret (docs/end-to-end.md, Link-bound meetings): one that the door checks, one that never leaves the browser. */
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, utf8 } from './bytes';

function derive(secret: Uint8Array, label: string): Bytes {
  return new Uint8Array(expand(sha256, extract(sha256, secret, new Uint8Array()), utf8(label), 32));
}

export const linkPsk = (secret: Uint8Array): Bytes => derive(secret, 'Parley link psk');
export const linkDoor = (secret: Uint8Array): Bytes => derive(secret, 'Parley link door');
