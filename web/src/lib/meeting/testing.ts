// SPDX-License-Identifier: Apache-2.0
import type { Participant } from '../signalling/messages';

/** Somebody for tests: a guest with everything off. */
export const person = (id: string, more: Partial<Participant> = {}): Participant => ({
  id,
  csrc: 1,
  name: id.toUpperCase(),
  role: 'participant',
  kind: 'browser',
  account: false,
  connected: true,
  microphone: false,
  camera: false,
  screen: false,
  ...more,
});
