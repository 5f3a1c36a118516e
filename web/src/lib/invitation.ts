// SPDX-License-Identifier: Apache-2.0
import { m } from '../paraglide/messages';
import type { Invitation } from './api';
import { completed, save } from './calendar';
import { calendar } from './own';
import { spokenNumber } from './route';

/** An invitation as it is sent to people. */
export function invitationText(invitation: Invitation): string {
  const title = invitation.title || m.untitled();
  const { joinUrl } = invitation;
  if (invitation.passcode === null) return m.invitation_link_mail({ title, joinUrl });
  return m.invitation_mail({
    title,
    joinUrl,
    home: new URL('/', joinUrl).href,
    number: spokenNumber(invitation.number),
    passcode: invitation.passcode,
  });
}

/** Pages that were not opened by HTTPS have no clipboard. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Hands out the file for a calendar.
 *
 * @param invitation whose link and words go in; without one the file has only the page's address
 * @returns false if there is none to have
 */
export async function calendarFile(number: string, invitation: Invitation | undefined): Promise<boolean> {
  const file = await calendar(number);
  if (file === null) return false;
  const whole = invitation ? completed(file, invitation.joinUrl, invitationText(invitation)) : file;
  save(`meeting-${number}.ics`, whole, 'text/calendar;charset=utf-8');
  return true;
}
