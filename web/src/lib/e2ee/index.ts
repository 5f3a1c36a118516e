// SPDX-License-Identifier: Apache-2.0
/** What the rest of the client may use of end-to-end encryption. */
export { E2ee, type E2eeEvent, type E2eeEvents, isForWorker, prepare } from './client';
export { linkDoor } from './link';
export { LINK_ATTRIBUTES, type Mark, type Part, safeParts } from './links';
export type { Slot, SlotTrouble, Stats } from './protocol';
export { type Listener, whoCanDecrypt, type WhoCanDecrypt } from './roster';
export type { Alarm, ChatEvent, Roster, SessionState } from './session/events';
export { unsupported, type Unsupported } from './support';
