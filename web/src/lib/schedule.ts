// SPDX-License-Identifier: Apache-2.0
/** When a meeting is ("Schedules" in docs/api.md), as a form takes it and as a host reads it. */

/** `next`: when the one that goes on or is next begins; null after the last. */
export type Schedule = {
  begins: string;
  zone: string;
  minutes: number;
  rrule: string | null;
  next: string | null;
};

/** From Monday, as RFC 5545 calls them. */
export const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Day = (typeof DAYS)[number];
export type Every = 'once' | 'daily' | 'weekly' | 'monthly';

export type Plan = {
  date: string;
  time: string;
  zone: string;
  minutes: number;
  every: Every;
  days: Day[];
  ends: 'never' | 'on' | 'after';
  until: string;
  count: number;
};

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The next full hour, for an hour, once. */
export function blank(now: Date): Plan {
  const at = new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours() + 1);
  const two = (n: number) => String(n).padStart(2, '0');
  return {
    date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:00`,
    zone: ownZone(),
    minutes: 60,
    every: 'once',
    days: [],
    ends: 'never',
    until: '',
    count: 10,
  };
}

export function planOf({ begins, zone, minutes, rrule }: Schedule): Plan {
  const parts = new Map((rrule ?? '').split(';').map((part) => part.split('=', 2) as [string, string]));
  const until = parts.get('UNTIL') ?? '';
  const every = (parts.get('FREQ') ?? 'once').toLowerCase();
  return {
    ...blank(new Date()),
    date: begins.slice(0, 10),
    time: begins.slice(11, 16),
    zone,
    minutes,
    every: every === 'daily' || every === 'weekly' || every === 'monthly' ? every : 'once',
    days: (parts.get('BYDAY') ?? '').split(',').filter((day): day is Day => DAYS.some((d) => d === day)),
    ends: until !== '' ? 'on' : parts.has('COUNT') ? 'after' : 'never',
    until: until === '' ? '' : `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`,
    count: Number(parts.get('COUNT') ?? 10),
  };
}

/** The day of a date, which belongs to a weekly meeting in any case. */
export function dayOf(date: string): Day | null {
  const at = Date.parse(`${date}T12:00:00Z`);
  return Number.isNaN(at) ? null : (DAYS[(new Date(at).getUTCDay() + 6) % 7] ?? null);
}

export function scheduleOf(plan: Plan): Omit<Schedule, 'next'> {
  const { date, time, zone, minutes } = plan;
  return { begins: `${date}T${time}`, zone, minutes, rrule: ruleOf(plan) };
}

function ruleOf({ date, every, days, ends, until, count }: Plan): string | null {
  if (every === 'once') return null;
  const own = dayOf(date);
  const all = DAYS.filter((day) => day === own || days.includes(day));
  return [
    `FREQ=${every.toUpperCase()}`,
    every === 'weekly' && all.length > 1 ? `BYDAY=${all.join(',')}` : '',
    ends === 'on' && until !== '' ? `UNTIL=${until.replaceAll('-', '')}` : '',
    ends === 'after' ? `COUNT=${count}` : '',
  ]
    .filter(Boolean)
    .join(';');
}

/** A moment as one says it here and now: "today 14:00", by this browser's own clock. */
export function whenText(at: string, now: Date, locale: string): string {
  const time = new Date(at);
  const midnight = (t: Date) => Date.UTC(t.getFullYear(), t.getMonth(), t.getDate());
  const days = Math.round((midnight(time) - midnight(now)) / 86_400_000);
  const day =
    Math.abs(days) <= 1
      ? new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')
      : time.toLocaleDateString(locale, {
          weekday: 'short',
          day: 'numeric',
          month: 'short',
          ...(time.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
        });
  return `${day} ${time.toLocaleTimeString(locale, { timeStyle: 'short' })}`;
}
