// SPDX-License-Identifier: Apache-2.0

export type Shortcut =
  'microphone' | 'camera' | 'share' | 'hand' | 'participants' | 'chat' | 'halt' | 'help' | 'talk';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'> & {
  target: EventTarget | null;
};

const KEYS: Record<string, Shortcut> = {
  m: 'microphone',
  v: 'camera',
  s: 'share',
  h: 'hand',
  p: 'participants',
  c: 'chat',
  x: 'halt',
  '?': 'help',
  ' ': 'talk',
};

/** What a key stands for, or null: while somebody types, keys are letters; Space presses the control that has the focus. */
export function shortcutOf(press: Press): Shortcut | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.repeat) return null;
  const shortcut = KEYS[press.key.toLowerCase()] ?? null;
  const on = press.target instanceof Element ? press.target : null;
  if (on?.closest('input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]')) return null;
  if (shortcut === 'talk' && on?.closest('button, a, summary, [role="menuitem"], [role="option"]'))
    return null;
  return shortcut;
}

const OFF = 'parley.shortcuts';

export function shortcutsOn(): boolean {
  try {
    return localStorage.getItem(OFF) !== 'off';
  } catch {
    return true;
  }
}

export function setShortcuts(on: boolean): void {
  try {
    localStorage.setItem(OFF, on ? 'on' : 'off');
  } catch {
    // Then it holds as long as the page.
  }
}
