// SPDX-License-Identifier: Apache-2.0
/** What a leaf says about its owner: `v1:<kind>:<participant>` (docs/end-to-end.md). */
import type { Credential } from 'ts-mls/credential.js';
import { fromUtf8, utf8 } from '../bytes';

export const KINDS = ['browser', 'desktop', 'phone', 'room', 'recorder'] as const;
export type Kind = (typeof KINDS)[number];

export interface Identity {
  readonly kind: Kind;
  readonly participant: string;
}

const FORM = new RegExp(`^v1:(${KINDS.join('|')}):([A-Za-z0-9_-]{1,64})$`);

export function credentialOf(who: Identity): Credential {
  const text = `v1:${who.kind}:${who.participant}`;
  if (!FORM.test(text)) throw new RangeError('a participant id is 1 to 64 letters, digits, - and _');
  return { credentialType: 'basic', identity: utf8(text) };
}

/** Undefined when it is not of our form: such a leaf is not let in. */
export function identityOf(credential: Credential): Identity | undefined {
  if (credential.credentialType !== 'basic' || credential.identity.length > 128) return undefined;
  try {
    const match = FORM.exec(fromUtf8(credential.identity));
    return match === null ? undefined : { kind: match[1] as Kind, participant: match[2]! };
  } catch {
    return undefined;
  }
}
