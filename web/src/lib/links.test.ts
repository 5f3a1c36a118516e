// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { bindTo, doorKey, drawSecret, linkOf, pastedLink } from './links';

const NUMBER = '12345678901';

describe('what stands behind the # of a link', () => {
  it('gives a guest one secret for the door and for the group', () => {
    expect(linkOf('s3cret', false)).toEqual({ secret: 's3cret', link: { secret: 's3cret', bound: false } });
    expect(linkOf('b.s3cret', false)).toEqual({ secret: 's3cret', link: { secret: 's3cret', bound: true } });
  });

  it('gives a host the own secret for the door, and the group’s if there is one', () => {
    expect(linkOf('h0st', true)).toEqual({ secret: 'h0st', link: null });
    expect(linkOf('h0st.b.s3cret', true)).toEqual({
      secret: 'h0st',
      link: { secret: 's3cret', bound: true },
    });
  });

  it('lets the signed-in owner bring the group’s secret alone', () => {
    expect(linkOf('.b.s3cret', true)).toEqual({ secret: null, link: { secret: 's3cret', bound: true } });
  });

  it('is nothing where a link was cut', () => {
    for (const fragment of ['', 'b.'])
      expect(linkOf(fragment, false), fragment).toEqual({ secret: null, link: null });
    expect(linkOf('', true)).toEqual({ secret: null, link: null });
    expect(linkOf('h0st.b.', true)).toEqual({ secret: 'h0st', link: null });
    expect(linkOf('h0st.b', true)).toEqual({ secret: 'h0st.b', link: null });
  });
});

describe('a secret that the browser draws', () => {
  it('has at least 128 bits and is another one each time', () => {
    const drawn = Array.from({ length: 50 }, drawSecret);
    expect(new Set(drawn).size).toBe(50);
    for (const secret of drawn) expect(secret).toMatch(/^[A-Za-z0-9_-]{27}$/);
  });

  it('comes back out of both links that it is put into', () => {
    const secret = drawSecret();
    const bound = bindTo(secret, {
      joinUrl: `https://parley.example/m/${NUMBER}`,
      hostUrl: `https://parley.example/host/${NUMBER}#h0st`,
    });
    const link = { secret, bound: true };
    expect(linkOf(new URL(bound.joinUrl).hash.slice(1), false)).toEqual({ secret, link });
    expect(linkOf(new URL(bound.hostUrl).hash.slice(1), true)).toEqual({ secret: 'h0st', link });
  });

  it('is shown to the door as 43 characters that are made from its text', () => {
    // Computed by OpenSSL's HKDF.
    expect(doorKey('s3cret')).toBe('l2io0GCNp6Hok_TVWnJzLktLyclPCjq_-LNuaNaKpnc');
  });
});

describe('a link that an owner pastes', () => {
  it('may be the host link or the join link, with an invitation around it', () => {
    expect(pastedLink(`https://parley.example/host/${NUMBER}#h0st.b.s3cret`, NUMBER)).toEqual({
      is: 'link',
      secret: 's3cret',
      fragment: 'h0st.b.s3cret',
    });
    expect(pastedLink(`Join “Budget”\nparley.example/m/${NUMBER}#b.s3cret\n\nSee you`, NUMBER)).toEqual({
      is: 'link',
      secret: 's3cret',
      fragment: '.b.s3cret',
    });
  });

  it('must be of this meeting', () => {
    expect(pastedLink('https://parley.example/m/10987654321#b.s3cret', NUMBER)).toEqual({
      is: 'of-another',
      number: '10987654321',
    });
  });

  it('must have its end, and that of a link-bound meeting', () => {
    for (const end of ['', '#', '#s3cret', '#b.', '#b.s3cret<b>', '#b.%00'])
      expect(pastedLink(`https://parley.example/m/${NUMBER}${end}`, NUMBER), end).toEqual({
        is: 'not-bound',
      });
    for (const end of ['', '#h0st', '#h0st.b.'])
      expect(pastedLink(`https://parley.example/host/${NUMBER}${end}`, NUMBER), end).toEqual({
        is: 'not-bound',
      });
  });

  it('is none where no address of a meeting is found', () => {
    for (const text of [
      '',
      'b.s3cret',
      NUMBER,
      'https://parley.example/',
      `/m/${NUMBER}0#b.s3cret`,
      '/m/1#b.x',
    ])
      expect(pastedLink(text, NUMBER), text).toEqual({ is: 'no-link' });
  });
});
