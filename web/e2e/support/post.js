// SPDX-License-Identifier: Apache-2.0
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that keeps what it is given. */
export async function startPost() {
  /** Each `{ from, to, raw }`, as the envelope says. */
  const mails = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, { envelope }, done) {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          from: envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('latin1'),
        });
        done();
      });
    },
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: server.server.address().port,
    mails,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The headers of a mail and the texts of its parts by media type, decoded (RFC 2045). */
export function open(raw) {
  const { headers, body } = split(raw);
  const texts = {};
  const boundary = /boundary="?([^";\r\n]+)/i.exec(headers['content-type'] ?? '')?.[1];
  const parts = boundary ? body.split(`--${boundary}`).slice(1, -1) : [raw];
  for (const part of parts.map((text) => split(text.replace(/^\r\n/, '')))) {
    const type = (part.headers['content-type'] ?? 'text/plain').split(';')[0].trim().toLowerCase();
    if (type.startsWith('multipart/')) Object.assign(texts, open(part.raw).texts);
    else texts[type] = decoded(part);
  }
  return { headers, texts };
}

function split(raw) {
  const at = raw.indexOf('\r\n\r\n');
  const lines = raw.slice(0, at).replace(/\r\n[ \t]+/g, ' ');
  const pairs = lines.split('\r\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: Object.fromEntries(pairs), body: raw.slice(at + 4), raw };
}

function decoded({ headers, body }) {
  const encoding = (headers['content-transfer-encoding'] ?? '7bit').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  const bytes =
    encoding === 'quoted-printable'
      ? body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
      : body;
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
