// SPDX-License-Identifier: Apache-2.0
import { m } from '../../paraglide/messages';
import type { Kind, Problem } from './devices';

type Browser = 'chrome' | 'firefox' | 'safari' | 'other';

export function browserOf(agent: string): Browser {
  if (/Firefox\//.test(agent)) return 'firefox';
  if (/Chrom(e|ium)\/|Edg\//.test(agent)) return 'chrome';
  if (/Safari\//.test(agent)) return 'safari';
  return 'other';
}

/** What happened to a device, and how to mend it in this browser. */
export function explain(kind: Kind, problem: Problem, agent = navigator.userAgent): string {
  const device = kind === 'microphone' ? m.microphone() : m.camera();
  switch (problem) {
    case 'insecure':
      return m.problem_insecure();
    case 'denied':
      return `${m.problem_denied({ device })} ${mend(browserOf(agent))} ${m.problem_anyway()}`;
    case 'missing':
      return m.problem_missing({ device });
    case 'busy':
      return `${m.problem_busy({ device })} ${m.problem_anyway()}`;
    case 'failed':
      return `${m.problem_failed({ device })} ${m.problem_anyway()}`;
  }
}

function mend(browser: Browser): string {
  switch (browser) {
    case 'chrome':
      return m.problem_denied_chrome();
    case 'firefox':
      return m.problem_denied_firefox();
    case 'safari':
      return m.problem_denied_safari();
    case 'other':
      return m.problem_denied_other();
  }
}
