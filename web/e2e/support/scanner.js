// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { request } from 'node:http';

/** What the guard asks for, found as docs/protocol.md says. */
export function solution({ token, hashes }) {
  const block = Buffer.alloc(40);
  Buffer.from(token, 'base64url').copy(block);
  const limit = 0xffff_ffff_ffff_ffffn / BigInt(hashes);
  for (let nonce = 0; ; nonce++) {
    block.writeUInt32BE(nonce, 36);
    if (createHash('sha256').update(block).digest().readBigUInt64BE() < limit)
      return `${token}.${nonce.toString(16)}`;
  }
}

/** Somebody at the door who comes from another of this machine's addresses than the browsers do. */
export function from(address, url) {
  return async function knock(body) {
    const answer = await send(address, url, body);
    return answer.body.challenge
      ? send(address, url, { ...body, solution: solution(answer.body.challenge) })
      : answer;
  };
}

function send(localAddress, url, body) {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: new URL(url).port,
      path: '/api/v1/door',
      method: 'POST',
      localAddress,
      headers: { 'Content-Type': 'application/json' },
    };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => (text += part));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          retryAfter: response.headers['retry-after'],
          text,
          body: JSON.parse(text),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });
}

/** Tries one number after the other until it is told to come later. */
export async function scan(knock) {
  for (let i = 0; i < 60; i++) {
    const answer = await knock({ number: String(20_000_000_000 + i), passcode: '000000', name: 'Eve' });
    if (answer.retryAfter) return answer;
  }
  throw new Error('60 wrong numbers, and the scanner is not blocked');
}
