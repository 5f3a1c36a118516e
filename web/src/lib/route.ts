// SPDX-License-Identifier: Apache-2.0
import { type Link, linkOf } from './links';

/** Which page an address means. What stands behind `#` never leaves the browser: the door sees a key made from it. */
export type Route =
  | { at: 'home' }
  | { at: 'meeting'; number: string; secret: string | null; link: Link | null; host: boolean; named: string }
  | { at: 'mine' }
  | { at: 'defaults'; level: 'host' | 'organisation' }
  | { at: 'setup'; token: string }
  | { at: 'trust' }
  | { at: 'operator' }
  | { at: 'nowhere' };

export function routeOf(location: { pathname: string; hash: string }): Route {
  const path = location.pathname.replace(/\/+$/, '') || '/';
  const fragment = decodeFragment(location.hash);
  if (path === '/') return { at: 'home' };
  if (path === '/host') return { at: 'mine' };
  if (path === '/host/defaults') return { at: 'defaults', level: 'host' };
  if (path === '/operator/defaults') return { at: 'defaults', level: 'organisation' };
  if (path === '/trust') return { at: 'trust' };
  if (path === '/operator') return { at: 'operator' };
  if (path === '/setup') return { at: 'setup', token: fragment };
  const meeting = /^\/(m|host)\/([0-9 -]{1,32})$/.exec(safeDecode(path));
  if (meeting) {
    const number = plainNumber(meeting[2] ?? '');
    const host = meeting[1] === 'host';
    const [opens, named] = host ? [fragment, ''] : namedOf(location.hash);
    return { at: 'meeting', number, ...linkOf(opens, host), host, named };
  }
  return { at: 'nowhere' };
}

const MOST_NAME = 64;

/** The link of one person alone is SECRET~NAME: the name that the server will go by, whatever stands here. */
function namedOf(hash: string): [fragment: string, named: string] {
  const at = hash.indexOf('~');
  if (at < 0) return [decodeFragment(hash), ''];
  return [
    decodeFragment(hash.slice(0, at)),
    safeDecode(hash.slice(at + 1))
      .trim()
      .slice(0, MOST_NAME),
  ];
}

/** Blanks and hyphens are for people; the server ignores them, and so do we. */
export function plainNumber(typed: string): string {
  return typed.replace(/[\s-]/g, '');
}

/** An 11-digit number as people read it: 123 4567 8901. */
export function spokenNumber(number: string): string {
  return number.length === 11 ? `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}` : number;
}

function decodeFragment(hash: string): string {
  return safeDecode(hash.startsWith('#') ? hash.slice(1) : hash);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
