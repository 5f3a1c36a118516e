// SPDX-License-Identifier: Apache-2.0
import { capacity, choose, grid, stage, type Rect } from '../layout/grid';
import type { Participant, VideoSource, Wanted } from '../signalling/messages';
import { onStage, sharers, type Meeting } from './state';

export type Item = { key: string; participant: Participant; source: VideoSource; rect: Rect; main: boolean };

export type Scene = { items: Item[]; page: number; pages: number; kind: 'grid' | 'stage' };

export type Ask = {
  meeting: Meeting;
  width: number;
  height: number;
  view: 'grid' | 'speaker';
  pinned: string | null;
  page: number;
  /** Who was in the strip before, so that nobody jumps. */
  before: string[];
  /** Who spoke last among the others: stays large when it becomes quiet. */
  lastSpeaker: string | null;
};

const GAP = 8;

/** What is shown where: a pure function of the meeting, the size of the stage and what the person chose. */
export function scene(ask: Ask): Scene {
  // Not measured yet: there is nowhere to show anything.
  if (ask.width <= 0 || ask.height <= 0) return { items: [], page: 0, pages: 1, kind: 'grid' };
  const main = mainOf(ask);
  return main.length === 0 ? gridScene(ask) : stageScene(ask, main);
}

type Main = { participant: Participant; source: VideoSource };

/** What is large: what this person pinned, then a shared screen, then whom a host has put into the spotlight, then who speaks. */
function mainOf({ meeting, view, pinned, lastSpeaker }: Ask): Main[] {
  const people = onStage(meeting);
  const camera = (participant: Participant): Main => ({ participant, source: 'camera' });
  const chosen = people.find((p) => p.id === pinned);
  if (chosen) return [camera(chosen)];
  // The own screen is not shown to oneself: that is a hall of mirrors.
  const sharer = sharers(meeting)
    .filter((p) => p.id !== meeting.self)
    .at(-1);
  if (sharer) return [{ participant: sharer, source: 'screen' }];
  const lit = spotlit(meeting);
  if (lit.length > 0) return lit.map(camera);
  if (view === 'grid') return [];
  const others = people.filter((p) => p.id !== meeting.self);
  const speaker = others.find((p) => p.id === lastSpeaker) ?? others[0];
  return speaker ? [camera(speaker)] : [];
}

/** Who is in the spotlight, in the order in which a host put them there. */
function spotlit(meeting: Meeting): Participant[] {
  const people = onStage(meeting);
  return meeting.rules.spotlight.flatMap((id) => people.find((p) => p.id === id) ?? []);
}

function gridScene({ meeting, width, height, page }: Ask): Scene {
  const people = onStage(meeting);
  const most = capacity(width, height, GAP, width < 600 ? 140 : 190);
  const pages = Math.max(1, Math.ceil(people.length / most));
  const at = Math.min(page, pages - 1);
  const shown = people.slice(at * most, (at + 1) * most);
  const rects = grid(shown.length, width, height, GAP);
  return {
    kind: 'grid',
    page: at,
    pages,
    items: shown.map((p, i) => item(p, 'camera', rects[i]!, false)),
  };
}

function stageScene({ meeting, width, height, before }: Ask, main: Main[]): Scene {
  const large = new Set(main.filter((m) => m.source === 'camera').map((m) => m.participant.id));
  const lit = spotlit(meeting);
  // Beside a shared screen, whoever is in the spotlight comes first.
  const people = [...lit, ...onStage(meeting).filter((p) => !lit.includes(p))];
  const order = people.filter((p) => !large.has(p.id)).map((p) => p.id);
  const { main: rect, strip } = stage(order.length, width, height, GAP);
  const small = choose(order, meeting.speakers, before, strip.length).flatMap((id, i) => {
    const participant = people.find((p) => p.id === id);
    return participant ? [item(participant, 'camera', strip[i]!, false)] : [];
  });
  const rects =
    main.length === 1
      ? [rect]
      : grid(main.length, rect.width, rect.height, GAP).map((r) => ({
          ...r,
          x: r.x + rect.x,
          y: r.y + rect.y,
        }));
  return {
    kind: 'stage',
    page: 0,
    pages: 1,
    items: [...main.map((m, i) => item(m.participant, m.source, rects[i]!, true)), ...small],
  };
}

/** What the server is asked to send for a scene: the large one first, then who speaks, heights in device pixels. */
export function wantedFor(scene: Scene, meeting: Meeting, pixelRatio: number): Wanted[] {
  const rank = (i: Item) => (i.main ? -1 : meeting.speakers.includes(i.participant.id) ? 0 : 1);
  return scene.items
    .filter((i) => i.participant.id !== meeting.self)
    .filter((i) => (i.source === 'camera' ? i.participant.camera : i.participant.screen))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, 49)
    .map((i) => ({
      participant: i.participant.id,
      source: i.source,
      height: Math.min(4320, Math.max(1, Math.round(i.rect.height * pixelRatio))),
    }));
}

function item(participant: Participant, source: VideoSource, rect: Rect, main: boolean): Item {
  return { key: `${source}:${participant.id}`, participant, source, rect, main };
}
