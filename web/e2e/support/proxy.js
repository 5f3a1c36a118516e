// SPDX-License-Identifier: Apache-2.0
import { connect, createServer } from 'node:net';

/** A wire between a browser and the server that can be cut, and stay cut. Carries HTTP and web sockets, not media. */
export async function wireTo(serverUrl) {
  const { hostname, port } = new URL(serverUrl);
  const ends = new Set();
  let whole = true;
  const listener = createServer((browser) => {
    if (!whole) {
      browser.destroy();
      return;
    }
    const server = connect(Number(port), hostname);
    for (const [from, to] of [
      [browser, server],
      [server, browser],
    ]) {
      ends.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        ends.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const host = `localhost:${listener.address().port}`;
  return {
    host,
    /** The same link by way of this wire. */
    through: (link) => Object.assign(new URL(link), { host }).href,
    /** Cuts every connection. New ones are taken at once. */
    cut: () => ends.forEach((end) => end.destroy()),
    /** Cuts every connection, and takes no new one until it is mended. */
    breakDown() {
      whole = false;
      ends.forEach((end) => end.destroy());
    },
    mend() {
      whole = true;
    },
    close() {
      ends.forEach((end) => end.destroy());
      listener.close();
    },
  };
}
