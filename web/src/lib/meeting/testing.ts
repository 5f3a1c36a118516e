// SPDX-License-Identifier: Apache-2.0
import type { Participant } from '../signalling/messages';
import { LOOSEST, ORDINARY, type Rules, type Settings } from '../signalling/settings';
import { emptyLobby } from './lobby';
import type { Meeting } from './state';

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
  hand: null,
  ...more,
});

export const rules = (settings: Partial<Settings> = {}, more: Partial<Rules> = {}): Rules => ({
  locked: false,
  halted: false,
  spotlight: [],
  settings: { ...ORDINARY, ...settings },
  floor: LOOSEST,
  ...more,
});

/** A meeting for tests, with oneself ("me") and others in it. */
export const meetingOf = (roster: Participant[], more: Partial<Meeting> = {}): Meeting => ({
  self: 'me',
  number: '12345678901',
  title: '',
  startedAt: null,
  roster,
  slots: [],
  speakers: [],
  quality: {},
  rules: rules(),
  webinar: false,
  lobby: emptyLobby,
  linkBound: false,
  passcode: true,
  named: false,
  postQuantum: false,
  ...more,
});
