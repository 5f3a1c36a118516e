// SPDX-License-Identifier: Apache-2.0
/**
 * Which parts of a chat message are links. Text is text: only `http:`, `https:` and `mailto:` written out, and mail addresses, become links, and only where
 * everything around them is beyond doubt. What looks like a way to lure somebody stays text and gets a mark. Nothing is ever fetched.
 *
 * The page puts each part into an element of its own with `unicode-bidi: isolate` (`<bdi>`), so that no part reorders another, and
 * gives links {@link LINK_ATTRIBUTES}.
 */
import { LinkifyIt } from 'linkify-it';
import { displayHost, hasOnlyHostCharacters } from './hosts';

/**
 * `hidden`: characters that can't be seen or that turn the reading direction. `path`: a file or network share. `scheme`: would open
 * a program other than the browser or mail. `disguise`: its host is not what it looks like, or it could not be understood for sure.
 */
export type Mark = 'hidden' | 'path' | 'scheme' | 'disguise';

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly mark?: Mark }
  | {
      readonly kind: 'link';
      /** As to be shown: with the real host. */
      readonly text: string;
      readonly href: string;
      /** The real host or mail domain, in Punycode unless it can be read without doubt. */
      readonly host: string;
    };

export const LINK_ATTRIBUTES = {
  target: '_blank',
  rel: 'noopener noreferrer nofollow',
  referrerpolicy: 'no-referrer',
} as const;

const MAX_LINK_LENGTH = 2_048;

const linkify = new LinkifyIt({
  fuzzyLink: false,
  fuzzyEmail: true,
  urlAuth: false,
  maxLength: MAX_LINK_LENGTH,
})
  .add('ftp:', null)
  .add('//', null);

/** Seen by nobody, or seen as nothing: format and control characters, fillers, variation selectors. */
const HIDDEN =
  /[\p{Cf}\p{Cc}\p{Co}\p{Cn}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u;
const ALL_HIDDEN = new RegExp(HIDDEN.source, 'gu');
/** Embeddings, overrides and isolates: they reach beyond their own word. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;
/** What may be taken for a slash, a backslash or a colon. */
const SLASHES = /[\u2044\u2215\u2571\u27cb\u29f8\u2cc6\u3033\u31d3\u4e3f\uff0f]/g;
const BACKSLASHES = /[\u2216\u27cd\u29f5\u29f9\ufe68\uff3c\u31d4]/g;
const COLONS = /[\u02d0\u02f8\u0589\u05c3\u2236\ua789\ufe13\ufe55\uff1a]/g;

const ALLOWED = new Set(['http', 'https', 'mailto']);
/** Schemes that do harm without `//`; others are marked when they have it. */
const KNOWN =
  /^(about|afp|aim|blob|callto|cid|chrome.*|data|dav.*|dict|disk|edge|facetime.*|feed|file.*|filesystem|finger|ftps?|git.*|gopher|help|hcp|intent|irc.*|itms.*|jar|javascript|ldaps?|livescript|lync.*|magnet|market|mhtml|mid|mk|mocha|moz-.*|ms-?.*|mvview|nfs|nntp|news|oldsearch|onenote.*|opera|outlook.*|rdp.*|res|resource|rlogin|rtsp|search.*|sftp|shell.*|sips?|skype.*|slack|sms.*|smb.*|ssh.*|steam|svn.*|tel|telnet|tftp|tn3270|urn|vbs|vbscript|view-source|vnc|vscode.*|wais|webcal|webdav.*|wss?|wyciwyg|x-.*|xmpp|zoom.*)$/;

const OPENING = /^[\p{Ps}\p{Pi}"'*_~<]*$/u;
const CLOSING = /^[\p{Pe}\p{Pf}"'*_~>.,;!?…]*(?:$|[、。，！？；」』】])/u;
/** Scripts that put no space before a link. */
const UNSPACED =
  /^([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}、。，！？；「」『』【】]+)(https?:.*)$/isu;

export function safeParts(message: string): Part[] {
  const parts: Part[] = [];
  for (const line of message.split(/(\r\n|\n|\r)/)) {
    const turned = TURNING.test(line);
    for (const word of line.split(/(\s+)/)) {
      if (word !== '') for (const part of partsOf(word, turned)) push(parts, part);
    }
  }
  return parts;
}

function push(parts: Part[], part: Part): void {
  const last = parts.at(-1);
  if (part.kind === 'text' && last?.kind === 'text' && part.mark === undefined && last.mark === undefined) {
    parts[parts.length - 1] = { kind: 'text', text: last.text + part.text };
  } else {
    parts.push(part);
  }
}

function partsOf(word: string, turned: boolean): Part[] {
  const text = (mark?: Mark): Part[] => [{ kind: 'text', text: word, ...(mark && { mark }) }];
  const plain = unmasked(word);
  const lure = lureIn(plain);
  if (lure !== undefined) return text(HIDDEN.test(word) ? 'hidden' : lure);
  const looksLikeLink = /https?:|mailto:|www\.|@/i.test(plain);
  if (!looksLikeLink) return text(TURNING.test(word) ? 'hidden' : undefined);
  if (HIDDEN.test(word) || turned) return text('hidden');
  if (/https?:|mailto:/i.test(plain) && !/https?:|mailto:/i.test(word)) return text('disguise');
  const [, lead, rest] = UNSPACED.exec(word) ?? [];
  if (lead !== undefined) return [{ kind: 'text', text: lead }, ...partsOf(rest!, turned)];
  return linksOf(word) ?? text(/https?:|mailto:/i.test(plain) ? 'disguise' : undefined);
}

/** As a machine or a hurried reader may take it. */
function unmasked(word: string): string {
  return word
    .replace(ALL_HIDDEN, '')
    .replace(COLONS, ':')
    .replace(SLASHES, '/')
    .replace(BACKSLASHES, '\\')
    .normalize('NFKC')
    .toLowerCase();
}

function lureIn(plain: string): Mark | undefined {
  // \\host, //host, \/host, /\host, \??\, \\?\, also after a bracket or a quote, and C:\ or C:/.
  if (/(^|[^:/\\\p{L}\p{N}])[\\/]{2,}[^\\/\s]/u.test(plain) || /\\\\/.test(plain) || /\\\?\?\\/.test(plain))
    return 'path';
  if (/(^|[^\p{L}\p{N}])[a-z]:[\\/]/u.test(plain)) return 'path';
  if (/%5c%5c/.test(plain) && !/^https?:/.test(plain)) return 'path';
  for (const [, scheme, after] of plain.matchAll(
    /(?<![\p{L}\p{N}+.-])([a-z][a-z0-9+.-]*)(?::|&colon;|%3a)(\S?)/gu,
  )) {
    if (ALLOWED.has(scheme!)) continue;
    if (KNOWN.test(scheme!) || after === '/' || after === '\\') return 'scheme';
  }
  // A scheme in front of one of ours: view-source:https://…, x:http://…
  if (/[a-z0-9+.-]:(https?|mailto):/.test(plain)) return 'scheme';
  return undefined;
}

/** Undefined when there is no link in it that is beyond doubt. */
function linksOf(word: string): Part[] | undefined {
  if (word.length > MAX_LINK_LENGTH || word.includes('\\')) return undefined;
  const matches = linkify.match(word);
  if (matches === null || matches.length !== 1) return undefined;
  const match = matches[0]!;
  const before = word.slice(0, match.index);
  const after = word.slice(match.lastIndex);
  if (!OPENING.test(before) || !CLOSING.test(after) || after.includes('@') || /\/|:/.test(after))
    return undefined;
  const link = match.url.startsWith('mailto:') ? mail(match.raw) : web(match.raw);
  if (link === undefined) return undefined;
  const parts: Part[] = [link];
  if (before !== '') parts.unshift({ kind: 'text', text: before });
  if (after !== '') parts.push({ kind: 'text', text: after });
  return parts;
}

function web(raw: string): Part | undefined {
  const split = /^(https?):\/\/([^/?#\s]+)([/?#].*)?$/is.exec(raw);
  if (split === null) return undefined;
  const [, , authority, rest = ''] = split;
  const typed = authority!.replace(/:\d{0,5}$/, '');
  let url: URL;
  try {
    url = new URL(raw);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (url.username !== '' || url.password !== '' || authority!.includes('@')) return undefined;
  if (!hasOnlyHostCharacters(typed)) return undefined;
  const host = displayHost(typed, url.hostname);
  const port = url.port === '' ? '' : `:${url.port}`;
  return { kind: 'link', text: `${url.protocol}//${host}${port}${rest}`, href: url.href, host };
}

function mail(raw: string): Part | undefined {
  const split = /^(mailto:)?([a-z0-9.!#$%'*+/=^_`{|}~-]{1,64})@([^@]+)$/i.exec(raw);
  if (split === null || /[?&%]/.test(raw)) return undefined;
  const [, scheme = '', local, domain] = split;
  let hostname: string;
  try {
    hostname = new URL(`http://${domain}`).hostname;
  } catch {
    return undefined;
  }
  if (!hasOnlyHostCharacters(domain!)) return undefined;
  const host = displayHost(domain!, hostname);
  return { kind: 'link', text: `${scheme}${local}@${host}`, href: `mailto:${local}@${hostname}`, host };
}
