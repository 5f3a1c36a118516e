// SPDX-License-Identifier: Apache-2.0
/**
 * What stands behind the `#` of a link, and what is made of it (docs/protocol.md, Links). Nothing here is ever sent: the door
 * sees a key made from a secret, and the secret of a link-bound meeting is known to its links alone.
 */
import { toBase64Url } from './e2ee/bytes';
import { linkDoor } from './e2ee/link';

/** The secret of a join link. Of a link-bound meeting it is also where the group's key comes from. */
export type Link = { secret: string; bound: boolean };

/** `secret` is what the door's key is made from, null where the signed-in owner or a passcode opens. */
export type Opened = { secret: string | null; link: Link | null };

/** 160 bits: out of reach of guessing, and as long as those that the server draws. */
const SECRET_BYTES = 20;

const BOUND = 'b.';
const BOUND_IN_HOST_LINK = '.b.';

/** A guest's fragment is SECRET or `b.SECRET`, a host's HOSTSECRET, `HOSTSECRET.b.SECRET`, or `.b.SECRET` for the owner, who is signed in. */
export function linkOf(fragment: string, host: boolean): Opened {
  if (!host) {
    const bound = fragment.startsWith(BOUND);
    const secret = bound ? fragment.slice(BOUND.length) : fragment;
    return secret === '' ? { secret: null, link: null } : { secret, link: { secret, bound } };
  }
  const at = fragment.indexOf(BOUND_IN_HOST_LINK);
  const own = at < 0 ? fragment : fragment.slice(0, at);
  const shared = at < 0 ? '' : fragment.slice(at + BOUND_IN_HOST_LINK.length);
  return { secret: own || null, link: shared === '' ? null : { secret: shared, bound: true } };
}

export function drawSecret(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

/** What the door gets to see of a secret. */
export function doorKey(secret: string): string {
  return toBase64Url(linkDoor(new TextEncoder().encode(secret)));
}

/** The server's answer has links without the secret, which it never had. */
export function bindTo<T extends { joinUrl: string; hostUrl: string }>(secret: string, answer: T): T {
  return {
    ...answer,
    joinUrl: `${answer.joinUrl}#${BOUND}${secret}`,
    hostUrl: `${answer.hostUrl}${BOUND_IN_HOST_LINK}${secret}`,
  };
}

export type Pasted =
  | { is: 'link'; secret: string; fragment: string }
  | { is: 'no-link' }
  | { is: 'of-another'; number: string }
  | { is: 'not-bound' };

/**
 * What an owner pasted to get into a link-bound meeting: its host link or its join link, perhaps with an invitation's text
 * around it. `fragment` is what then stands behind the `#` of the host's address.
 */
export function pastedLink(text: string, number: string): Pasted {
  const found = /\/(m|host)\/(\d{11})(?!\d)\/?(?:#(\S*))?/.exec(text);
  if (!found) return { is: 'no-link' };
  const of = found[2] ?? '';
  if (of !== number) return { is: 'of-another', number: of };
  const { secret, link } = linkOf(found[3] ?? '', found[1] === 'host');
  if (!link?.bound || !/^[A-Za-z0-9_-]+$/.test(link.secret)) return { is: 'not-bound' };
  const own = found[1] === 'host' ? (secret ?? '') : '';
  return { is: 'link', secret: link.secret, fragment: `${own}${BOUND_IN_HOST_LINK}${link.secret}` };
}
