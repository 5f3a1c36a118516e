// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, it } from 'vitest';
import { type Fold, loadFold, markNames, skeleton } from './names';

let fold: Fold;
beforeAll(async () => {
  fold = await loadFold();
});

const marks = (...people: { id: string; name: string; role?: 'host' | 'cohost' | 'participant' }[]) =>
  Object.fromEntries(markNames(people, fold));

describe('names', () => {
  it.each([
    'Ada Quinn',
    'АdaQuinn',
    'аda quinn',
    'Ada\u200b Quinn',
    'Аdа Quіnn',
    'ADA QUINN',
    'Adá Quinn',
    '\u202eAda Quinn',
    'Ꭺda Quinn',
  ])('that look like the host’s are marked: %s', (name) => {
    expect(marks({ id: 'h', name: 'Ada Quinn', role: 'host' }, { id: 'x', name })).toEqual({ x: 'host' });
  });

  it('that two have are marked at both', () => {
    expect(marks({ id: 'a', name: 'Lin' }, { id: 'b', name: 'LIN' }, { id: 'c', name: 'Mo' })).toEqual({
      a: 'same',
      b: 'same',
    });
    expect(marks({ id: 'a', name: 'Lin', role: 'host' }, { id: 'b', name: 'Lin', role: 'cohost' })).toEqual({
      a: 'same',
      b: 'same',
    });
  });

  it('that nobody was told are no two of one name', () => {
    expect(marks({ id: 'a', name: '' }, { id: 'b', name: '' })).toEqual({});
  });

  it('that differ are left alone', () => {
    expect(
      marks({ id: 'h', name: 'Ada', role: 'host' }, { id: 'b', name: 'Adam' }, { id: 'c', name: 'Lin' }),
    ).toEqual({});
    expect(skeleton('Ada', fold)).not.toBe(skeleton('Ida', fold));
  });
});
