// SPDX-License-Identifier: Apache-2.0
/** Puts into a calendar file what the server does not have: the link with its secret, and the words of the invitation. */

const MOST_OCTETS = 75;
const encoder = new TextEncoder();

/**
 * @param file as the server made it, by RFC 5545
 * @param link what to open
 * @param text what to read in the event
 */
export function completed(file: string, link: string, text: string): string {
  const lines = file.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
  return lines
    .map((line) => {
      if (line.startsWith('URL:')) return `URL:${link}`;
      if (line.startsWith('LOCATION:')) return `LOCATION:${escaped(link)}`;
      if (line.startsWith('DESCRIPTION:')) return `DESCRIPTION:${escaped(text)}`;
      return line;
    })
    .map(folded)
    .join('\r\n');
}

/** RFC 5545, 3.3.11. Other control characters can't be written, and orders of direction would turn the lines around them. */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll(/\r?\n/g, '\\n')
    .replaceAll(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

function folded(line: string): string {
  let out = '';
  let octets = 0;
  for (const character of line) {
    const more = encoder.encode(character).length;
    if (octets + more > MOST_OCTETS) {
      out += '\r\n ';
      octets = 1;
    }
    out += character;
    octets += more;
  }
  return out;
}

/** Hands a file out as a browser does. */
export function save(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
