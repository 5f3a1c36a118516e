// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { completed } from './calendar';
import { blank, planOf, scheduleOf, whenText } from './schedule';

const now = new Date(2026, 10, 24, 9, 30);

describe('a schedule', () => {
  it('begins with the next full hour, here', () => {
    expect(scheduleOf(blank(now))).toMatchObject({ begins: '2026-11-24T10:00', minutes: 60, rrule: null });
    expect(blank(new Date(2026, 11, 31, 23, 10)).date).toBe('2027-01-01');
  });

  it.each([
    null,
    'FREQ=DAILY',
    'FREQ=WEEKLY',
    'FREQ=WEEKLY;BYDAY=MO,TU,FR;UNTIL=20270131',
    'FREQ=MONTHLY;COUNT=12',
  ])('%s comes back from the form as it went in', (rrule) => {
    const schedule = { begins: '2026-12-01T14:00', zone: 'Europe/Berlin', minutes: 45, rrule };
    expect(scheduleOf(planOf({ ...schedule, next: null }))).toEqual(schedule);
  });

  it('repeats on the day of its beginning in any case', () => {
    const plan = { ...blank(now), date: '2026-12-01', every: 'weekly' as const, days: ['FR' as const] };
    expect(scheduleOf(plan).rrule).toBe('FREQ=WEEKLY;BYDAY=TU,FR');
  });

  it('is read as one says it', () => {
    const at = (...t: [number, number, number, number, number]) => new Date(...t).toISOString();
    expect(whenText(at(2026, 10, 24, 14, 0), now, 'de')).toBe('heute 14:00');
    expect(whenText(at(2026, 10, 25, 0, 0), now, 'de')).toBe('morgen 00:00');
    expect(whenText(at(2026, 11, 1, 14, 0), now, 'de')).toBe('Di., 1. Dez. 14:00');
    expect(whenText(at(2027, 0, 4, 14, 0), now, 'en')).toMatch(/^Mon, Jan 4, 2027 2:00.PM$/);
  });
});

describe('a calendar file', () => {
  const file =
    'BEGIN:VCALENDAR\r\nSUMMARY:Plan\r\nDESCRIPTION:Plan\\nhttps://meet.example.org/m/123456\r\n 78901\r\n' +
    'LOCATION:https://meet.example.org/m/12345678901\r\nURL:https://meet.example.org/m/12345678901\r\nEND:VCALENDAR\r\n';

  it('is given the link and the words, folded at 75 octets', () => {
    const link = `https://meet.example.org/m/12345678901#b.${'s'.repeat(27)}`;
    const done = completed(file, link, `Join “Plän”; now, please\n${link}\u202e\u0007`);
    const lines = done.split('\r\n');
    for (const line of lines) expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
    const whole = done.replaceAll('\r\n ', '');
    expect(whole).toContain(`\r\nURL:${link}\r\n`);
    expect(whole).toContain(`\r\nLOCATION:${link}\r\n`);
    expect(whole).toContain(`\r\nDESCRIPTION:Join “Plän”\\; now\\, please\\n${link}\r\n`);
    expect(done.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(lines[0]).toBe('BEGIN:VCALENDAR');
  });
});
