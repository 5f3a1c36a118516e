// SPDX-License-Identifier: Apache-2.0
/** Can this browser take part? Encryption is no option here: whoever can't do it can't join, and is told why. */

/** In the order in which a person can do something about it. */
export type Unsupported = 'insecure-page' | 'no-workers' | 'no-encoded-transform' | 'no-curve25519';

export async function unsupported(scope: typeof globalThis = globalThis): Promise<Unsupported | undefined> {
  if (scope.isSecureContext === false || scope.crypto?.subtle === undefined) return 'insecure-page';
  if (typeof scope.Worker !== 'function') return 'no-workers';
  if (typeof scope.RTCRtpScriptTransform !== 'function') return 'no-encoded-transform';
  try {
    await scope.crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    await scope.crypto.subtle.generateKey('X25519', false, ['deriveBits']);
  } catch {
    return 'no-curve25519';
  }
  return undefined;
}
