// SPDX-License-Identifier: Apache-2.0
import type { Alarm, Mark } from '../lib/e2ee';
import type { NameMark } from '../lib/meeting/names';
import type { Row, Security } from '../lib/meeting/security';
import type { Told } from '../lib/meeting/told';
import type { Secrecy, Trouble } from '../lib/secrecy';
import type { Role, Waiter } from '../lib/signalling/messages';
import { m } from '../paraglide/messages';

/** What is true now, in plain words: computed in this browser, never the server's word. */
export function saying(security: Security, { keys }: Secrecy): string {
  switch (security.says) {
    case 'alarm':
      return `${m.says_alarm()} ${m.says_alarm_what()}`;
    case 'leaving':
      return m.says_leaving();
    case 'connectors': {
      const also = security.connectors.map((kind) =>
        kind === 'phone'
          ? m.says_connector_phone()
          : kind === 'room'
            ? m.says_connector_room()
            : m.says_connector_recorder(),
      );
      const listed = security.rows.filter((row) => row.can === 'decrypt' && row.knownBy !== 'connector');
      const people = listed.length + security.unnamed;
      return [m.says_people({ count: people }), ...also].join(' ');
    }
    case 'endpoints':
      return security.count === 1
        ? m.says_only_you()
        : security.unnamed > 0
          ? m.says_counted({ count: security.count })
          : m.says_endpoints({ count: security.count });
    case 'keyless':
      break;
  }
  switch (keys.at) {
    case 'cannot':
      return keys.why === 'link'
        ? m.says_cannot_link()
        : keys.why === 'clock'
          ? m.says_cannot_clock()
          : m.says_cannot_refused();
    case 'out':
      return m.says_out();
    case 'rejoining':
      return m.says_rejoining();
    case 'joining':
    case 'member':
      return m.says_joining();
  }
}

/** How we know who somebody is. */
export function identity(row: Row): string {
  switch (row.knownBy) {
    case 'account':
      return m.known_account();
    case 'guest':
      return m.known_guest();
    case 'connector':
      return row.kind === 'phone'
        ? m.known_phone()
        : row.kind === 'room'
          ? m.known_room()
          : m.known_recorder();
    case 'nobody':
      return row.can === 'leaving' ? m.is_leaving() : m.known_unknown();
  }
}

export function refusal({ what }: Alarm): string {
  switch (what) {
    case 'bad-commit':
      return m.alarm_commit();
    case 'bad-proposals':
      return m.alarm_proposals();
    case 'bad-welcome':
      return m.alarm_welcome();
    case 'bad-message':
      return m.alarm_message();
    case 'wrong-sender':
      return m.alarm_sender();
    case 'link-not-used':
      return m.alarm_link();
  }
}

/** Why somebody's picture or sound is not there, for how long, and what is being done. */
export function troubleWords(
  trouble: Trouble,
  keys: Secrecy['keys'],
  now: number,
): { what: string; doing: string } {
  const seconds = Math.max(0, Math.round((now - trouble.since) / 1000));
  switch (trouble.why) {
    case 'no-key':
      return {
        what: m.key_missing({ seconds }),
        doing: keys.at === 'member' ? m.key_asking() : m.key_rejoining(),
      };
    case 'other-sender':
      return { what: m.frames_foreign({ seconds }), doing: m.frames_waiting() };
    case 'tag':
    case 'replay':
      return { what: m.frames_changed({ seconds }), doing: m.frames_waiting() };
    case 'codec':
      return { what: m.frames_codec({ seconds }), doing: m.frames_waiting() };
  }
}

export function failure(reason: string | undefined): string {
  switch (reason) {
    case 'not-allowed':
      return m.chat_failed_not_allowed();
    case 'too-many':
      return m.chat_failed_many();
    case 'too-large':
      return m.chat_failed_large();
    case 'connection':
      return m.chat_failed_connection();
    default:
      return m.chat_failed();
  }
}

export function unsafe(mark: Mark): string {
  switch (mark) {
    case 'hidden':
      return m.chat_unsafe({ why: m.chat_unsafe_hidden() });
    case 'path':
      return m.chat_unsafe({ why: m.chat_unsafe_path() });
    case 'scheme':
      return m.chat_unsafe({ why: m.chat_unsafe_scheme() });
    case 'disguise':
      return m.chat_unsafe({ why: m.chat_unsafe_disguise() });
  }
}

export function roleWord(role: Role, webinar: boolean): string {
  switch (role) {
    case 'host':
      return m.host();
    case 'cohost':
      return m.cohost();
    case 'participant':
      return webinar ? m.panelist() : '';
    case 'attendee':
      return m.attendee();
  }
}

/** How somebody came to the door. */
export function wayOf(way: Waiter['way']): string {
  switch (way) {
    case 'link':
      return m.way_link();
    case 'number':
      return m.way_number();
    case 'account':
      return m.way_account();
    case 'host-link':
      return m.way_host_link();
    case 'registration':
      return m.way_registration();
  }
}

export const markWords = (mark: NameMark | undefined): string =>
  mark === 'host' ? m.like_host() : m.same_name();

/** What others did that concerns oneself. */
export function toldWords(told: Told): string {
  switch (told.what) {
    case 'stopped':
      return told.source === 'microphone'
        ? m.told_muted()
        : told.source === 'camera'
          ? m.told_video()
          : m.told_share();
    case 'closed':
      return told.source === 'microphone'
        ? m.told_closed_microphone()
        : told.source === 'camera'
          ? m.told_closed_camera()
          : m.told_closed_screen();
    case 'not-allowed':
      return m.told_not_allowed();
    case 'role':
      switch (told.role) {
        case 'host':
          return m.told_host();
        case 'cohost':
          return m.told_cohost();
        case 'participant':
          return m.told_participant();
        case 'attendee':
          return m.told_attendee();
      }
      break;
    case 'reported':
      return m.told_report({
        by: told.report.by || m.chat_somebody(),
        about: told.report.about || m.chat_somebody(),
      });
  }
}
