// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { hear, HOLD, nextSilence, silence } from './speaking';

describe('the ring around who speaks', () => {
  it('appears at once', () => {
    expect([...hear(silence, ['a'], 0).keys()]).toEqual(['a']);
  });

  it('stays for a short pause and goes out by itself after 800 ms', () => {
    const talking = hear(silence, ['a'], 0);
    const paused = hear(talking, [], 1000);
    expect(paused.has('a')).toBe(true);
    expect(nextSilence(paused)).toBe(1000 + HOLD);
    expect(hear(paused, [], 1000 + HOLD - 1).has('a')).toBe(true);
    expect(hear(paused, [], 1000 + HOLD).has('a')).toBe(false);
  });

  it('does not flicker when somebody goes on', () => {
    const again = hear(hear(hear(silence, ['a'], 0), [], 100), ['a'], 300);
    expect(again.get('a')).toBe('now');
    expect(nextSilence(again)).toBeNull();
  });
});
