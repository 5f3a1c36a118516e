// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { plainNumber, routeOf, spokenNumber } from './route';

const at = (address: string) => routeOf(new URL(address, 'http://localhost'));

describe('an address', () => {
  it('names a page', () => {
    expect(at('/')).toEqual({ at: 'home' });
    expect(at('/host')).toEqual({ at: 'mine' });
    expect(at('/host/defaults')).toEqual({ at: 'defaults', level: 'host' });
    expect(at('/operator/defaults')).toEqual({ at: 'defaults', level: 'organisation' });
    expect(at('/trust/')).toEqual({ at: 'trust' });
    expect(at('/operator')).toEqual({ at: 'operator' });
    expect(at('/setup#once')).toEqual({ at: 'setup', token: 'once' });
    expect(at('/elsewhere')).toEqual({ at: 'nowhere' });
  });

  it('carries a meeting and its secret', () => {
    expect(at('/m/12345678901#s3cret')).toEqual({
      at: 'meeting',
      number: '12345678901',
      secret: 's3cret',
      link: { secret: 's3cret', bound: false },
      host: false,
      named: '',
    });
    expect(at('/m/12345678901#s3cret~Ada%20~%C3%A9')).toMatchObject({ secret: 's3cret', named: 'Ada ~é' });
    expect(at('/m/12345678901#s3cret~%')).toMatchObject({ secret: 's3cret', named: '%' });
    expect(at('/host/12345678901')).toEqual({
      at: 'meeting',
      number: '12345678901',
      secret: null,
      link: null,
      host: true,
      named: '',
    });
    expect(at('/host/12345678901#h0st.b.s3cret')).toEqual({
      at: 'meeting',
      number: '12345678901',
      secret: 'h0st',
      link: { secret: 's3cret', bound: true },
      host: true,
      named: '',
    });
  });

  it('survives nonsense', () => {
    expect(at('/m/abc')).toEqual({ at: 'nowhere' });
    expect(at('/m/123#%E0%A4%A')).toMatchObject({ secret: '%E0%A4%A' });
    expect(at('/m/%E0%A4%A')).toEqual({ at: 'nowhere' });
  });

  it('lets people write numbers as they like', () => {
    expect(plainNumber(' 123 4567-8901 ')).toBe('12345678901');
    expect(spokenNumber('12345678901')).toBe('123 4567 8901');
  });
});
