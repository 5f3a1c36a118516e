// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shortcutOf } from './shortcuts';

/** As much of an element as the shortcuts look at. */
class Thing {
  constructor(private readonly kind: string) {}
  closest(selectors: string) {
    return selectors.split(',').some((s) => s.trim() === this.kind) ? this : null;
  }
}

const press = (key: string, on = 'main', more = {}) =>
  shortcutOf({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    repeat: false,
    target: new Thing(on) as unknown as EventTarget,
    ...more,
  });

describe('a key', () => {
  beforeEach(() => void vi.stubGlobal('Element', Thing));
  afterEach(() => void vi.unstubAllGlobals());

  it('is a shortcut in either case', () => {
    expect(press('m')).toBe('microphone');
    expect(press('M')).toBe('microphone');
    expect(press('?')).toBe('help');
  });

  it('is a letter while somebody types, and where a menu or dialog has the focus', () => {
    for (const on of ['input', 'textarea', 'select', '[role="menu"]', '[role="dialog"]'])
      expect(press('m', on), on).toBeNull();
  });

  it('is left to the browser together with Ctrl, Alt or Command, and when it repeats', () => {
    expect(press('m', 'main', { ctrlKey: true })).toBeNull();
    expect(press('s', 'main', { metaKey: true })).toBeNull();
    expect(press('v', 'main', { repeat: true })).toBeNull();
  });

  it('Space talks on the stage, and presses the button that has the focus', () => {
    expect(press(' ')).toBe('talk');
    expect(press(' ', 'button')).toBeNull();
  });
});
