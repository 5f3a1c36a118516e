// SPDX-License-Identifier: Apache-2.0
import type { Finding, Place, ScanEvent, Watched } from '../../lib/operator';
import { m } from '../../paraglide/messages';
import { getLocale } from '../../paraglide/runtime';

const DAY_MS = 86_400_000;

/** A time of day, with its day where that is not today. */
export function clock(iso: string, seconds = false, now = Date.now()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const near = Math.abs(at.getTime() - now) < DAY_MS && at.getDate() === new Date(now).getDate();
  return at.toLocaleString(getLocale(), {
    ...(near ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  });
}

export const number = (value: number): string => value.toLocaleString(getLocale());

export function placeWord(place: Place['place']): string {
  switch (place) {
    case 'door':
      return m.op_place_door();
    case 'sign-in':
      return m.op_place_sign_in();
    case 'setup':
      return m.op_place_setup();
  }
}

/** A finding as a sentence; at the door the place goes without saying. */
export function findingText(finding: Finding): string {
  const text = sentence(finding);
  return finding.place === 'door' ? text : m.op_find_place({ place: placeWord(finding.place), text });
}

function sentence(finding: Finding): string {
  switch (finding.what) {
    case 'alarm':
    case 'alert': {
      const told = {
        sources: number(finding.sources),
        tries: number(finding.tries),
        until: clock(finding.until ?? ''),
      };
      return finding.what === 'alarm' ? m.op_find_alarm(told) : m.op_find_alert(told);
    }
    case 'guessed': {
      const count = number(finding.count);
      if (finding.place === 'door')
        return finding.count === 1 ? m.op_find_number() : m.op_find_numbers({ count });
      return finding.count === 1 ? m.op_find_account() : m.op_find_accounts({ count });
    }
    case 'blocked':
      return m.op_find_blocked({ count: number(finding.count) });
    case 'held':
      return m.op_find_held({ count: number(finding.count) });
  }
}

/** How somebody is held up; a decision by hand holds instead of the guard's own. */
export function stepWord({ step, hand }: Watched, observed: boolean): string {
  if (hand !== null) return hand === 'allow' ? m.op_allowed_hand() : m.op_blocked_hand();
  switch (step) {
    case 'blocked':
      return observed ? m.op_would_block() : m.op_blocked();
    case 'challenged':
      return observed ? m.op_would_challenge() : m.op_challenged();
    case 'slowed':
      return observed ? m.op_would_slow() : m.op_slowed();
  }
}

/** A block pays for most of the failures that it is for: what is left of them would be no reason. */
export function whyText({ why, step, tries, since }: Watched): string {
  switch (why) {
    case 'failures':
      return step === 'blocked'
        ? m.op_why_too_many({ since: clock(since) })
        : m.op_why_failures({ tries: number(tries), since: clock(since) });
    case 'crowd':
      return m.op_why_crowd();
    case 'unsolved':
      return m.op_why_unsolved();
  }
}

export function eventWord({ event }: ScanEvent): string {
  switch (event) {
    case 'began':
      return m.op_event_began();
    case 'grew':
      return m.op_event_grew();
    case 'ended':
      return m.op_event_ended();
  }
}

export function eventText({ kind, network, tries: failed, sources: from, place }: ScanEvent): string {
  const tries = number(failed);
  const sources = number(from);
  switch (kind) {
    case 'blocked':
      return m.op_event_blocked({ network: network ?? '', tries });
    case 'crowd':
      return m.op_event_crowd({ tries, sources });
    case 'distributed':
      return m.op_event_distributed({ tries, sources });
    case 'guessing':
      return place === 'door' ? m.op_event_number({ tries }) : m.op_event_account({ tries });
  }
}
