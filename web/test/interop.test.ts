// SPDX-License-Identifier: Apache-2.0
/**
 * The browser's stack and the Java stack in one group, under the Java delivery service. Run by `npm run test:interop` (and `./parley verify`), after the module
 * e2ee has been built; not by `npm test`, which Maven may run before that.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { hex, utf8 } from '../src/lib/e2ee/bytes';
import { systemClock } from '../src/lib/e2ee/clock';
import { linkPsk } from '../src/lib/e2ee/link';
import type { Alarm, ChatEvent, Roster, SessionState } from '../src/lib/e2ee/session/events';
import { type Link, Session } from '../src/lib/e2ee/session/session';
import { KeyRing } from '../src/lib/e2ee/sframe/keyring';
import { canRun, compile, Peer, type Said } from './interop/peer';

class Browser {
  readonly ring = new KeyRing(systemClock);
  readonly session: Session;
  readonly states: SessionState[] = [];
  readonly alarms: Alarm[] = [];
  readonly chats: ChatEvent[] = [];
  roster: Roster | undefined;
  /** Messages for which this holds are lost on the way to it. */
  loses: (message: Record<string, unknown>) => boolean = () => false;

  constructor(
    readonly name: string,
    readonly meeting: Meeting,
    link: Link | undefined,
    postQuantum: boolean,
  ) {
    this.session = new Session(
      { kind: 'browser', participant: name },
      link,
      this.ring,
      systemClock,
      {
        send: ({ type, ...members }) => meeting.peer.tell(type, { who: name, ...members }),
        state: (s) => this.states.push(s),
        roster: (r) => (this.roster = r),
        chat: (c) => this.chats.push(c),
        alarm: (a) => this.alarms.push(a),
      },
      postQuantum,
    );
  }

  get texts(): string[] {
    return this.chats.flatMap((c) => (c.at === 'received' ? [`${c.from}: ${c.text}`] : []));
  }
}

class Meeting {
  readonly browsers = new Map<string, Browser>();
  readonly java: string[] = [];
  readonly peer: Peer;

  constructor(
    private readonly link?: Link,
    readonly postQuantum = false,
  ) {
    const suite = postQuantum ? 'POST_QUANTUM' : 'CLASSICAL';
    this.peer = new Peer(compiled.classes, (said) => this.#hear(said), link && hex(link.psk), suite);
  }

  #hear({ to, message }: Said): void {
    const browser = to === undefined ? undefined : this.browsers.get(to);
    if (browser !== undefined && !browser.loses(message!)) void browser.session.receive(message);
  }

  browser(name: string, postQuantum = this.postQuantum): Browser {
    const browser = new Browser(name, this, this.link, postQuantum);
    this.browsers.set(name, browser);
    this.peer.tell('admit', { who: name, kind: 'browser' });
    void browser.session.admitted();
    return browser;
  }

  phone(name: string): void {
    this.java.push(name);
    this.peer.tell('member', { who: name, kind: 'phone' });
  }

  leave(name: string): void {
    this.peer.tell('left', { who: name });
    this.browsers.delete(name);
    const at = this.java.indexOf(name);
    if (at >= 0) this.java.splice(at, 1);
  }

  /** Until all that should be in are, and agree on roster, safety code and epoch. */
  async agrees(): Promise<string[]> {
    return vi.waitFor(
      () => {
        const views = [
          ...[...this.browsers.values()].map((b) => ({
            epoch: b.roster?.epoch,
            code: b.roster?.safetyCode,
            roster: b.roster?.members.map((m) => `${m.index} v1:${m.kind}:${m.participant}`),
          })),
          ...this.java.map((name) => {
            const { epoch, code, roster } = this.peer.state(name) ?? {};
            return { epoch, code, roster };
          }),
        ];
        const names = [...this.browsers.keys(), ...this.java].sort();
        const inside = views[0]?.roster?.map((r) => r.split(':')[2]!).sort();
        expect(inside, this.peer.errors).toEqual(names);
        for (const view of views) expect(view, JSON.stringify(this.peer.troubles)).toEqual(views[0]);
        return inside!;
      },
      { timeout: 20_000, interval: 20 },
    );
  }
}

let meeting: Meeting;
afterEach(() => meeting?.peer.close());

let compiled: ReturnType<typeof compile>;
beforeAll(() => {
  if (!canRun) throw new Error('Build the module e2ee first: mvn -pl e2ee -am package. It needs a JDK 25.');
  compiled = compile();
}, 120_000);
afterAll(() => compiled?.clean());

describe('browsers under the Java delivery service, with Java members', { timeout: 60_000 }, () => {
  test('two browsers come in by external proposals', async () => {
    meeting = new Meeting();
    const ada = meeting.browser('ada');
    await meeting.agrees();
    const lin = meeting.browser('lin');
    expect(await meeting.agrees()).toEqual(['ada', 'lin']);
    await ada.session.chat(1, 'hello');
    await vi.waitFor(() => expect(lin.texts).toEqual(['ada: hello']));
    await vi.waitFor(() => expect(ada.chats[0]).toMatchObject({ at: 'sent', id: 1 }));
  });

  test('a Java member is added by a browser, and both read each other and have the same media key', async () => {
    meeting = new Meeting();
    const ada = meeting.browser('ada');
    await meeting.agrees();
    meeting.phone('phone');
    await meeting.agrees();
    meeting.peer.say('phone', 'dialled in');
    await vi.waitFor(() => expect(ada.texts).toEqual(['phone: dialled in']));
    await ada.session.chat(1, 'welcome');
    await vi.waitFor(() =>
      expect(meeting.peer.said.some((s) => s.text === 'welcome' && s.leaf === 0)).toBe(true),
    );
    expect(hex((await ada.session.mediaKey())!)).toBe(meeting.peer.state('phone')!.key);
  });

  test('browsers are added, and removed with a path, by a Java member', async () => {
    meeting = new Meeting();
    meeting.phone('phone');
    await vi.waitFor(() => expect(meeting.peer.said.length).toBeGreaterThan(0), 15_000);
    meeting.browser('ada');
    meeting.browser('lin');
    await meeting.agrees();
    meeting.leave('ada');
    await meeting.agrees();
    meeting.browser('mo');
    expect(await meeting.agrees()).toEqual(['lin', 'mo', 'phone']);
    expect(meeting.peer.troubles).toEqual([]);
  });

  test('a browser removes a Java member', async () => {
    meeting = new Meeting();
    meeting.browser('ada');
    await meeting.agrees();
    meeting.browser('lin');
    meeting.phone('phone');
    await meeting.agrees();
    meeting.leave('phone');
    expect(await meeting.agrees()).toEqual(['ada', 'lin']);
  });

  test('private notes pass', async () => {
    meeting = new Meeting();
    const ada = meeting.browser('ada');
    await meeting.agrees();
    const [lin, mo] = [meeting.browser('lin'), meeting.browser('mo')];
    await meeting.agrees();
    await ada.session.chat(1, 'psst', 'mo');
    await vi.waitFor(() => expect(mo.texts).toEqual(['ada: psst']));
    expect(lin.texts).toEqual([]);
  });

  test('a browser that lost a commit comes back', async () => {
    meeting = new Meeting();
    const ada = meeting.browser('ada');
    await meeting.agrees();
    const lin = meeting.browser('lin');
    await meeting.agrees();
    lin.loses = (m) => m['type'] === 'mls-commit';
    meeting.phone('phone');
    await vi.waitFor(() => expect(ada.roster?.members).toHaveLength(3), 10_000);
    expect(lin.roster?.members).toHaveLength(2);
    lin.loses = () => false;
    await lin.session.admitted();
    await meeting.agrees();
  });

  test('a browser that was loaded anew comes in by a new leaf', async () => {
    meeting = new Meeting();
    const ada = meeting.browser('ada');
    await meeting.agrees();
    meeting.browser('lin');
    await meeting.agrees();
    const before = ada.roster!.members[1]!.fingerprint;
    meeting.browser('lin');
    await vi.waitFor(() => expect(ada.roster!.members[1]!.fingerprint).not.toBe(before), 10_000);
    await meeting.agrees();
  });

  test('link-bound: with the link both stacks are in', async () => {
    meeting = new Meeting({ psk: linkPsk(utf8('the secret of the link')), bound: true });
    meeting.browser('ada');
    await meeting.agrees();
    meeting.browser('lin');
    meeting.phone('phone');
    expect(await meeting.agrees()).toEqual(['ada', 'lin', 'phone']);
    meeting.leave('ada');
    meeting.browser('mo');
    expect(await meeting.agrees()).toEqual(['lin', 'mo', 'phone']);
  });

  test('post-quantum: browsers come, write, leave and rotate under the Java delivery service', async () => {
    const link = { psk: linkPsk(utf8('the secret of the link')), bound: true };
    meeting = new Meeting(link, true);
    const ada = meeting.browser('ada');
    await meeting.agrees();
    for (const name of ['lin', 'mo', 'kim', 'bo']) meeting.browser(name);
    expect(await meeting.agrees()).toHaveLength(5);
    expect(ada.roster!.postQuantum).toBe(true);
    const mo = meeting.browsers.get('mo')!;
    await ada.session.chat(1, 'hello');
    await ada.session.chat(2, 'psst', 'mo');
    await vi.waitFor(() => expect(mo.texts).toEqual(['ada: hello', 'ada: psst']));
    for (const name of ['ada', 'kim']) meeting.leave(name);
    expect(await meeting.agrees()).toEqual(['bo', 'lin', 'mo']);
    meeting.browser('eve');
    expect(await meeting.agrees()).toEqual(['bo', 'eve', 'lin', 'mo']);
    expect([...meeting.browsers.values()].flatMap((b) => b.alarms)).toEqual([]);
  });

  test('post-quantum: a member of the other suite is not let in', async () => {
    meeting = new Meeting(undefined, true);
    meeting.browser('ada');
    await meeting.agrees();
    const mallory = meeting.browser('mallory', false);
    await vi.waitFor(() => expect(mallory.states.at(-1)).toEqual({ at: 'cannot', why: 'refused' }));
    meeting.browsers.delete('mallory');
    expect(await meeting.agrees()).toEqual(['ada']);
  });

  test('a dozen of both come and go', async () => {
    meeting = new Meeting();
    meeting.browser('b0');
    await meeting.agrees();
    for (let i = 1; i < 8; i++) meeting.browser(`b${i}`);
    for (let i = 0; i < 4; i++) meeting.phone(`p${i}`);
    await meeting.agrees();
    for (const name of ['b0', 'p1', 'b3']) meeting.leave(name);
    await meeting.agrees();
    for (let i = 8; i < 12; i++) meeting.browser(`b${i}`);
    meeting.phone('p9');
    await meeting.agrees();
    meeting.leave('p0');
    expect(await meeting.agrees()).toHaveLength(13);
    expect(meeting.peer.troubles).toEqual([]);
    expect([...meeting.browsers.values()].flatMap((b) => b.alarms)).toEqual([]);
  });
});
