// SPDX-License-Identifier: Apache-2.0
import { m } from '../paraglide/messages';
import type { Deed } from './own';

/** What somebody did, as a sentence. A deed that this page does not know yet is told in the server's words. */
export function deedText({ by, what, whom, detail }: Deed): string {
  switch (what) {
    case 'started':
      return m.deed_started({ by });
    case 'ended':
      return m.deed_ended({ by });
    case 'settings':
      return m.deed_settings({ by, detail });
    case 'title':
      return m.deed_title({ by, detail });
    case 'new invitation':
      return m.deed_invitation({ by });
    case 'scheduled':
      return m.deed_scheduled({ by, detail });
    case 'unscheduled':
      return m.deed_unscheduled({ by });
    case 'new number':
      return m.deed_number({ by });
    case 'admitted':
      return m.deed_admitted({ by, whom });
    case 'refused':
      return m.deed_refused({ by, whom });
    case 'removed':
      return m.deed_removed({ by, whom });
    case 'put back':
      return m.deed_put_back({ by, whom });
    case 'kept out':
      return m.deed_kept_out({ by, whom });
    case 'lifted':
      return m.deed_lifted({ by, whom });
    case 'locked':
      return m.deed_locked({ by });
    case 'unlocked':
      return m.deed_unlocked({ by });
    case 'stopped everything':
      return m.deed_halted({ by });
    case 'let go on':
      return m.deed_unhalted({ by });
    case 'switched off':
      return whom === ''
        ? m.deed_off_all({ by, medium: medium(detail) })
        : m.deed_off({ by, whom, medium: medium(detail) });
    case 'asked for':
      return m.deed_asked({ by, whom, medium: medium(detail) });
    case 'made':
      return m.deed_made({ by, whom, role: roleWord(detail) });
    case 'spotlight':
      return m.deed_spotlight({ by });
    case 'renamed':
      return m.deed_renamed({ by, whom, detail });
    case 'reported':
      return m.deed_reported({ by, whom, detail });
    case 'notice':
      return m.deed_notice({ by, detail });
    default:
      return [by, what, whom, detail].filter((part) => part !== '').join(' ');
  }
}

export function roleWord(role: string): string {
  switch (role) {
    case 'host':
      return m.host();
    case 'cohost':
      return m.cohost();
    case 'attendee':
      return m.attendee();
    default:
      return m.participant();
  }
}

export function wayWord(way: string): string {
  switch (way) {
    case 'number':
      return m.way_number();
    case 'account':
      return m.way_account();
    case 'host-link':
      return m.way_host_link();
    default:
      return m.way_link();
  }
}

function medium(of: string): string {
  switch (of) {
    case 'microphone':
      return m.medium_microphone();
    case 'camera':
      return m.medium_camera();
    default:
      return m.medium_screen();
  }
}
