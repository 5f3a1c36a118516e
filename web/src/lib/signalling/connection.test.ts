// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  Connection,
  LOOK_EVERY,
  LOOK_EVERY_LATER,
  type Closed,
  type Credentials,
  type LinkState,
} from './connection';
import type { ServerMessage } from './messages';

/** A socket whose other end is the test. */
class Wire {
  static all: Wire[] = [];
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    Wire.all.push(this);
  }

  send(text: string) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.readyState = 3;
  }

  opened() {
    this.readyState = 1;
    this.onopen?.();
  }

  say(message: unknown) {
    this.onmessage?.({ data: typeof message === 'string' ? message : JSON.stringify(message) });
  }

  fail(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const waiting = { type: 'waiting', for: 'host', resume: null };

function begin(credentials: () => Promise<Credentials>, reach = () => Promise.resolve(true)) {
  const heard: ServerMessage[] = [];
  const links: LinkState[] = [];
  const ends: Closed[] = [];
  const connection = new Connection(
    {
      message: (m) => heard.push(m),
      link: (s) => links.push(s),
      closed: (w) => ends.push(w),
    },
    credentials,
    () => new Wire() as unknown as WebSocket,
    () => Date.now(),
    () => 1,
    reach,
  );
  connection.start();
  return { connection, heard, links, ends };
}

const ticket = () => Promise.resolve({ type: 'hello', ticket: 'once' } as const);
const wire = (n: number) => Wire.all.at(n)!;
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the signalling connection', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('WebSocket', { OPEN: 1 });
    Wire.all = [];
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('says hello first', async () => {
    begin(ticket);
    await settle();
    wire(0).opened();
    expect(wire(0).sent).toEqual([{ type: 'hello', ticket: 'once' }]);
  });

  it('comes back at once when it drops, then ever more slowly', async () => {
    const { links } = begin(ticket);
    await settle();
    wire(0).opened();
    wire(0).say(waiting);
    expect(links).toEqual(['open']);
    wire(0).fail(1006);
    await settle();
    expect(Wire.all).toHaveLength(2);
    expect(links).toEqual(['open', 'broken']);
    wire(1).fail(1006);
    await vi.advanceTimersByTimeAsync(499);
    expect(Wire.all).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(Wire.all).toHaveLength(3);
    wire(2).fail(1006);
    await vi.advanceTimersByTimeAsync(1000);
    expect(Wire.all).toHaveLength(4);
  });

  it('looks for a server that is away without opening sockets, and is there soon after it is back', async () => {
    let there = false;
    let looks = 0;
    begin(ticket, () => Promise.resolve((looks++, there)));
    await settle();
    wire(0).opened();
    wire(0).say(waiting);
    wire(0).fail(1006);
    await settle();
    wire(1).fail(1006);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(Wire.all).toHaveLength(2);
    expect(looks).toBe(1 + Math.floor((30_000 - 500) / LOOK_EVERY));
    there = true;
    await vi.advanceTimersByTimeAsync(LOOK_EVERY);
    expect(Wire.all).toHaveLength(3);
  });

  it('looks more rarely for a server that is away for long', async () => {
    let looks = 0;
    begin(ticket, () => Promise.resolve((looks++, false)));
    await settle();
    wire(0).fail(1006);
    await settle();
    wire(1).fail(1006);
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    const before = looks;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks - before).toBe(60_000 / LOOK_EVERY_LATER);
  });

  it('opens one connection when the network comes back while it looks', async () => {
    const answers: ((there: boolean) => void)[] = [];
    const { connection } = begin(ticket, () => new Promise((answer) => answers.push(answer)));
    await settle();
    wire(0).fail(1006);
    await settle();
    wire(1).fail(1006);
    await vi.advanceTimersByTimeAsync(500);
    answers[0]!(false);
    await settle();
    connection.nudge();
    await settle();
    expect(Wire.all).toHaveLength(3);
    wire(2).opened();
    wire(2).say(waiting);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(Wire.all).toHaveLength(3);
  });

  it('does not hurry back to a server that throws it out again and again', async () => {
    begin(ticket);
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(100);
      if (wire(-1).readyState !== 0) continue;
      wire(-1).opened();
      wire(-1).say(waiting);
      wire(-1).fail(1009);
    }
    expect(Wire.all.length).toBeLessThan(5);
  });

  it.each([
    [4000, 'over'],
    [4001, 'replaced'],
    [4003, 'denied'],
  ] as const)('does not come back after close code %i', async (code, why) => {
    const { ends } = begin(ticket);
    await settle();
    wire(0).opened();
    wire(0).fail(code);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ends).toEqual([why]);
    expect(Wire.all).toHaveLength(1);
  });

  it('takes a connection without pongs for dead', async () => {
    begin(ticket);
    await settle();
    wire(0).opened();
    wire(0).say(waiting);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(wire(0).sent.filter((m) => m['type'] === 'ping')).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(5_001);
    expect(Wire.all.length).toBeGreaterThan(1);
  });

  it('stays while pongs come', async () => {
    begin(ticket);
    await settle();
    wire(0).opened();
    for (let i = 0; i < 10; i++) {
      await vi.advanceTimersByTimeAsync(5_000);
      wire(0).say({ type: 'pong', t: 1 });
    }
    expect(Wire.all).toHaveLength(1);
  });

  it('drops what is not a message of the protocol', async () => {
    const { heard } = begin(ticket);
    await settle();
    wire(0).opened();
    for (const bad of [
      'no json',
      '[]',
      'null',
      { type: 'unheard-of' },
      { type: 'left' },
      { type: 'quality', participant: 'a', level: 9 },
      { type: 'slots', slots: 'many' },
    ])
      wire(0).say(bad);
    wire(0).say({ ...waiting, more: 'ignored' });
    expect(heard).toEqual([waiting]);
  });

  it('waits for credentials that are not there yet', async () => {
    const answers: Credentials[] = ['later', 'later', { type: 'hello', ticket: 'once' }];
    begin(() => Promise.resolve(answers.shift()!));
    await settle();
    expect(Wire.all).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(500);
    expect(Wire.all).toHaveLength(1);
  });

  it('is silent once closed', async () => {
    const { connection } = begin(ticket);
    await settle();
    wire(0).opened();
    connection.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(Wire.all).toHaveLength(1);
  });
});
