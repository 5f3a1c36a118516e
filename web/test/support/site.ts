// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** What the server sends with every page (server module). */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
  "font-src 'self'; connect-src 'self' ws: wss:; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export const BUILT = new URL('../../target/classes/web/', import.meta.url).pathname;

/** Serves the built page under the policy, and answers the API with what a test says. */
export async function serve(
  api: (method: string, path: string, body: unknown) => { status: number; body?: unknown },
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    void (async () => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      if (path.startsWith('/api/v1')) {
        let text = '';
        for await (const chunk of request) text += String(chunk);
        const answer = api(request.method ?? 'GET', path.slice(7), text ? JSON.parse(text) : undefined);
        response.writeHead(answer.status, { 'Content-Type': 'application/json' });
        response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
        return;
      }
      const file = extname(path) ? normalize(path) : '/index.html';
      const bytes = await readFile(join(BUILT, file)).catch(() => null);
      response.writeHead(bytes ? 200 : 404, {
        'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
        'Content-Security-Policy': POLICY,
      });
      response.end(bytes ?? '');
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, server };
}

/** A server where nobody has set or fixed anything for meetings. */
export const OPEN_POLICY = {
  status: 200,
  body: {
    own: { defaults: {}, floor: {} },
    above: { defaults: {}, floor: {} },
    effective: { defaults: {}, floor: {} },
  },
};
