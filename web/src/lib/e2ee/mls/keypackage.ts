// SPDX-License-Identifier: Apache-2.0
/** Key packages: one use each, all keys fresh, in memory alone (docs/end-to-end.md, The group). */
import {
  generateKeyPackage,
  type KeyPackage as TsKeyPackage,
  type PrivateKeyPackage,
} from 'ts-mls/keyPackage.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { type Bytes, copy } from '../bytes';
import { credentialOf, type Identity } from './identity';
import { CLASSICAL, POST_QUANTUM, suite } from './suite';

const DAY = 86_400n;

export interface KeyPackage {
  /** MLSMessage, for the delivery service. */
  readonly message: Bytes;
  readonly open: TsKeyPackage;
  readonly secret: PrivateKeyPackage;
}

/** `seconds`: the time since 1970, of the server where it told. */
export async function newKeyPackage(
  who: Identity,
  seconds: number,
  postQuantum = false,
): Promise<KeyPackage> {
  const name = postQuantum ? POST_QUANTUM : CLASSICAL;
  const now = BigInt(Math.floor(seconds));
  const made = await generateKeyPackage(
    credentialOf(who),
    {
      versions: ['mls10'],
      ciphersuites: [name],
      extensions: [],
      proposals: [],
      credentials: ['basic'],
    },
    { notBefore: now - DAY, notAfter: now + 2n * DAY },
    [],
    await suite(name),
  );
  const message = encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_key_package',
    keyPackage: made.publicPackage,
  });
  return { message: copy(message), open: made.publicPackage, secret: made.privatePackage };
}

export function forget(keyPackage: KeyPackage): void {
  keyPackage.secret.initPrivateKey.fill(0);
}
