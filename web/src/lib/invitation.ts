// SPDX-License-Identifier: Apache-2.0
import { m } from '../paraglide/messages';
import type { Invitation } from './api';
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
