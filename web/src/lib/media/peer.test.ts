// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { relayHere } from './peer';

const pass = { username: '1:ada', credential: 'secret' };

test.each([
  [{ protocol: 'https:', hostname: 'meet.example', port: '' }, 'turns:meet.example:443?transport=tcp'],
  [{ protocol: 'https:', hostname: '[2001:db8::1]', port: '8443' }, 'turns:[2001:db8::1]:8443?transport=tcp'],
  [{ protocol: 'http:', hostname: 'localhost', port: '8080' }, 'turn:localhost:8080?transport=tcp'],
  [{ protocol: 'http:', hostname: 'localhost', port: '' }, 'turn:localhost:80?transport=tcp'],
])('the relay is where the page is: %o', (place, urls) => {
  expect(relayHere(pass, place)).toEqual({ urls, ...pass });
});
