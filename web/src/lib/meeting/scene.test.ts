// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Participant } from '../signalling/messages';
import { scene, wantedFor, type Ask } from './scene';
import { meetingOf, person as anybody, rules } from './testing';

const person = (id: string, more: Partial<Participant> = {}): Participant =>
  anybody(id, { name: id, microphone: true, camera: true, ...more });

type More = Partial<Ask> & { speakers?: string[]; spotlight?: string[] };

function ask(roster: Participant[], more: More = {}): Ask {
  const { speakers = [], spotlight = [], ...rest } = more;
  return {
    meeting: meetingOf(roster, { speakers, rules: rules({}, { spotlight }) }),
    width: 1280,
    height: 700,
    view: 'grid',
    pinned: null,
    page: 0,
    before: [],
    lastSpeaker: null,
    ...rest,
  };
}

const me = person('me');
const main = (a: Ask) => scene(a).items.find((i) => i.main)?.key ?? null;

describe('the scene', () => {
  it('shows everybody in a grid', () => {
    const { kind, items } = scene(ask([me, person('a'), person('b')]));
    expect(kind).toBe('grid');
    expect(items.map((i) => i.key)).toEqual(['camera:me', 'camera:a', 'camera:b']);
  });

  it('shows nothing before the stage has a size', () => {
    expect(scene(ask([me, person('a', { screen: true })], { width: 0 })).items).toEqual([]);
    expect(scene(ask([me], { height: 0 })).items).toEqual([]);
  });

  it('gives the stage to a shared screen, with its owner in the strip', () => {
    const { kind, items } = scene(ask([me, person('a', { screen: true })]));
    expect(kind).toBe('stage');
    expect(items.map((i) => i.key)).toEqual(['screen:a', 'camera:me', 'camera:a']);
  });

  it('does not show the own screen to oneself', () => {
    expect(main(ask([person('me', { screen: true }), person('a')]))).toBeNull();
  });

  it('lets a pin win over a screen', () => {
    expect(main(ask([me, person('a', { screen: true }), person('b')], { pinned: 'b' }))).toBe('camera:b');
  });

  it('keeps the last speaker large when it becomes quiet', () => {
    const people = [me, person('a'), person('b')];
    expect(main(ask(people, { view: 'speaker', lastSpeaker: 'b' }))).toBe('camera:b');
    expect(main(ask(people, { view: 'speaker', lastSpeaker: 'gone' }))).toBe('camera:a');
  });

  it('turns pages where not all fit, and never past the last', () => {
    const crowd = [me, ...Array.from({ length: 60 }, (_, i) => person(`p${i}`))];
    const first = scene(ask(crowd));
    expect(first.pages).toBeGreaterThan(1);
    const last = scene(ask(crowd, { page: 99 }));
    expect(last.page).toBe(first.pages - 1);
    expect(last.items.at(-1)!.key).toBe('camera:p59');
  });

  it('shows large to all whom a host put into the spotlight, in that order', () => {
    const a = ask([me, person('a'), person('b')], { spotlight: ['b', 'gone', 'me'] });
    const { kind, items } = scene(a);
    expect(kind).toBe('stage');
    expect(items.map((i) => `${i.key} ${i.main}`)).toEqual([
      'camera:b true',
      'camera:me true',
      'camera:a false',
    ]);
    const heights = items.map((i) => i.rect.height);
    expect(Math.min(heights[0]!, heights[1]!)).toBeGreaterThan(heights[2]! * 2);
  });

  it('lets a pin and a shared screen go before the spotlight', () => {
    const people = [me, person('a', { screen: true }), person('b')];
    expect(main(ask(people, { spotlight: ['b'] }))).toBe('screen:a');
    expect(main(ask(people, { spotlight: ['b'], pinned: 'a' }))).toBe('camera:a');
  });

  it('gives attendees of a webinar no tile, not even the own', () => {
    const people = [person('a'), person('b', { role: 'attendee' }), person('me', { role: 'attendee' })];
    expect(scene(ask(people)).items.map((i) => i.key)).toEqual(['camera:a']);
  });
});

describe('what the server is asked for', () => {
  it('is what the page shows of others, the large one first, in device pixels', () => {
    const a = ask([me, person('a', { screen: true }), person('b', { camera: false }), person('c')], {
      speakers: ['c'],
    });
    const wanted = wantedFor(scene(a), a.meeting, 2);
    expect(wanted.map((w) => `${w.source}:${w.participant}`)).toEqual(['screen:a', 'camera:c', 'camera:a']);
    expect(wanted[0]!.height).toBe(1400);
  });

  it('is at most 49 videos', () => {
    const a = ask([me, ...Array.from({ length: 80 }, (_, i) => person(`p${i}`))], {
      width: 3840,
      height: 2100,
    });
    expect(wantedFor(scene(a), a.meeting, 1).length).toBeLessThanOrEqual(49);
  });
});
