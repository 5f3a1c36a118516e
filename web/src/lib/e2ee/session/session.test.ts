// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, test } from 'vitest';
import { fromBase64Url, toBase64Url } from '../bytes';
import { ManualClock } from '../testing/clock';
import { Device, TestServer } from '../testing/server';
import type { Link } from './session';

let clock: ManualClock;
let server: TestServer;
let devices: Device[];

beforeEach(async () => {
  clock = new ManualClock();
  server = await TestServer.make();
  devices = [];
});

async function enter(name: string, link?: Link): Promise<Device> {
  const device = new Device(name, server, clock, link);
  devices.push(device);
  await device.session.admitted();
  await settle();
  return device;
}

const settle = (): Promise<void> => server.settle(...devices);

const codes = (...of: Device[]): Set<string | undefined> => new Set(of.map((d) => d.roster?.safetyCode));

describe('coming in', () => {
  test('the first makes the group, the others are added', async () => {
    const [ada, lin, mo] = [await enter('ada'), await enter('lin'), await enter('mo')];
    expect(codes(ada, lin, mo).size).toBe(1);
    expect(mo.roster?.members.map((m) => [m.participant, m.kind, m.self])).toEqual([
      ['ada', 'browser', false],
      ['lin', 'browser', false],
      ['mo', 'browser', true],
    ]);
    expect([ada, lin, mo].map((d) => d.state)).toEqual(['member', 'member', 'member']);
  });

  test('a member that leaves is gone from every roster and every key changes', async () => {
    const [ada, lin, mo] = [await enter('ada'), await enter('lin'), await enter('mo')];
    const before = ada.roster?.safetyCode;
    server.leave(lin);
    await settle();
    expect(ada.roster?.members.map((m) => m.participant)).toEqual(['ada', 'mo']);
    expect(codes(ada, mo).size).toBe(1);
    expect(ada.roster?.safetyCode).not.toBe(before);
    expect([lin.state, lin.ring.current]).toEqual(['out', undefined]);
  });

  test('since when is what this device saw, and lasts over epochs', async () => {
    const ada = await enter('ada');
    clock.advance(5_000);
    const lin = await enter('lin');
    clock.advance(5_000);
    server.rotate();
    await settle();
    const [first, second] = ada.roster!.members;
    expect(second!.since - first!.since).toBe(5_000);
    expect(lin.roster!.epoch).toBe(2);
  });

  test('twenty at once are in', { timeout: 60_000 }, async () => {
    const ada = await enter('ada');
    const others = Array.from({ length: 19 }, (_, i) => new Device(`m${i}`, server, clock));
    devices.push(...others);
    await Promise.all(others.map((d) => d.session.admitted()));
    await settle();
    await settle();
    expect(codes(...devices).size).toBe(1);
    expect(ada.roster!.members).toHaveLength(20);
  });
});

describe('a committer', () => {
  test('that does not answer is replaced, and its late commit harms nobody', async () => {
    const [ada, lin] = [await enter('ada'), await enter('lin')];
    const held: Record<string, unknown>[] = [];
    server.tamper = (to, m) => (to === ada && m['type'] === 'mls-commit-now' ? (held.push(m), []) : [m]);
    const mo = await enter('mo');
    expect(mo.state).toBe('joining');
    server.mute.add(ada);
    server.ask();
    await settle();
    expect(codes(ada, lin, mo).size).toBe(1);
    server.tamper = (_, m) => [m];
    await ada.session.receive(held[0]);
    await settle();
    expect(codes(ada, lin, mo).size).toBe(1);
  });

  test('whose own commit lost takes the one that won, and one asked twice whichever won', async () => {
    const [ada, lin] = [await enter('ada'), await enter('lin')];
    server.tamper = (_, m) => (m['type'] === 'mls-commit-now' ? [m, { ...m, round: 99 }] : [m]);
    const now = {
      type: 'mls-commit-now',
      groupId: server.groupId,
      epoch: 1,
      round: 7,
      proposals: [],
      path: true,
    };
    server.mute.add(ada);
    await ada.session.receive(now);
    server.rotate();
    await settle();
    expect(codes(ada, lin).size).toBe(1);
    expect(ada.roster!.epoch).toBe(2);
  });
});

describe('coming back', () => {
  test('after a lost connection, with state: the commits that were missed', async () => {
    const [ada, lin] = [await enter('ada'), await enter('lin')];
    lin.connected = false;
    const mo = await enter('mo');
    server.rotate();
    await settle();
    expect(lin.roster!.epoch).toBe(1);
    lin.connected = true;
    await lin.session.admitted();
    await settle();
    expect(codes(ada, lin, mo).size).toBe(1);
    expect(lin.roster!.epoch).toBe(3);
  });

  test('after a reload, without state: by a new leaf', async () => {
    const [ada, old] = [await enter('ada'), await enter('lin')];
    const mo = await enter('mo');
    const before = ada.roster!.members.find((m) => m.participant === 'lin')!.fingerprint;
    server.leave(old);
    const lin = await enter('lin');
    expect(codes(ada, lin, mo).size).toBe(1);
    expect(ada.roster!.members.find((m) => m.participant === 'lin')!.fingerprint).not.toBe(before);
  });

  test('after a commit that was damaged on the way', async () => {
    const [ada, lin] = [await enter('ada'), await enter('lin')];
    server.tamper = (to, m) => {
      if (to !== lin || m['type'] !== 'mls-commit') return [m];
      const commit = fromBase64Url(m['commit'] as string);
      commit[commit.length - 9]! ^= 1;
      return [{ ...m, commit: toBase64Url(commit) }];
    };
    server.rotate();
    await server.settle(ada);
    server.tamper = (_, m) => [m];
    await settle();
    expect(lin.alarms[0]?.what).toBe('bad-commit');
    expect(server.log).toContain('lin mls-join');
    expect(codes(ada, lin).size).toBe(1);
    expect(lin.state).toBe('member');
  });

  test('and meanwhile nothing is sent with the keys of before', async () => {
    const lin = (await enter('ada'), await enter('lin'));
    expect(await lin.ring.next('camera')).toBeDefined();
    const bad = { type: 'mls-commit', groupId: server.groupId, epoch: 1, proposals: [], commit: 'AAAA' };
    await lin.session.receive(bad);
    expect(lin.state).toBe('rejoining');
    expect(await lin.ring.next('camera')).toBeUndefined();
  });

  test('when the server says so, for it has lost the group', async () => {
    const ada = await enter('ada');
    await ada.session.receive({ type: 'mls-rejoin', reason: 'unknown-group' });
    expect(ada.ring.current).toBeUndefined();
    await settle();
    expect(server.log.filter((l) => l === 'ada mls-join')).toHaveLength(2);
  });

  test('a storm of bad commits makes three joins at once, and then one in six seconds', async () => {
    const lin = (await enter('ada'), await enter('lin'));
    server.tamper = (to, m) => (to === lin ? [] : [m]);
    const joins = () => server.log.filter((l) => l === 'lin mls-join').length;
    const bad = {
      type: 'mls-welcome',
      epoch: 1,
      groupId: server.groupId,
      welcome: 'AAAA',
      tree: 'AAAA',
      linkBound: false,
    };
    const message = { ...bad, externalSender: toBase64Url(server.delivery.publicKey) };
    for (let i = 0; i < 120; i++) {
      await lin.session.receive(message);
      clock.advance(250);
    }
    expect(joins()).toBeGreaterThan(5);
    expect(joins()).toBeLessThanOrEqual(3 + 30 / 6);
  });

  test('a join refused three times ends it, with a reason', async () => {
    const device = new Device('lin', server, clock);
    await device.session.admitted();
    const no = { type: 'mls-refused', re: 'mls-join', reason: 'key-package' };
    for (let i = 0; i < 3; i++) await device.session.receive(no);
    expect(device.states.at(-1)).toEqual({ at: 'cannot', why: 'refused' });
  });

  test('a clock that is wrong is set by the server’s, once', async () => {
    const device = new Device('lin', server, clock);
    await device.session.admitted();
    const late = { type: 'mls-refused', re: 'mls-join', reason: 'lifetime', time: 1_900_000_000 };
    await device.session.receive(late);
    expect(device.state).toBe('rejoining');
    expect(server.log.filter((l) => l === 'lin mls-join')).toHaveLength(2);
    await device.session.receive(late);
    expect(device.states.at(-1)).toEqual({ at: 'cannot', why: 'clock' });
  });

  test('a rejoin the server asked for costs nothing of that', async () => {
    const lin = (await enter('ada'), await enter('lin'));
    server.tamper = (to, m) => (to === lin ? [] : [m]);
    for (let i = 0; i < 10; i++) await lin.session.receive({ type: 'mls-rejoin', reason: 'broken' });
    expect(server.log.filter((l) => l === 'lin mls-join')).toHaveLength(11);
  });
});

describe('chat', () => {
  test('is read by everyone, acknowledged to its author, and has the sender that signed it', async () => {
    const [ada, lin, mo] = [await enter('ada'), await enter('lin'), await enter('mo')];
    await ada.session.chat(1, 'hello');
    await settle();
    for (const d of [lin, mo]) {
      expect(d.chats).toEqual([{ at: 'received', sequence: 1, from: 'ada', text: 'hello', private: false }]);
    }
    expect(ada.chats).toEqual([{ at: 'sent', id: 1, sequence: 1 }]);
  });

  test('for one is read by one', async () => {
    const [ada, lin, mo] = [await enter('ada'), await enter('lin'), await enter('mo')];
    await ada.session.chat(1, 'psst', 'mo');
    await settle();
    expect([lin.texts, mo.texts]).toEqual([[], ['psst']]);
    expect(mo.chats[0]).toMatchObject({ private: true, from: 'ada' });
  });

  test('waits for the group, and is encrypted anew when an epoch ended under it', async () => {
    const ada = await enter('ada');
    const lin = new Device('lin', server, clock);
    devices.push(lin);
    await lin.session.chat(1, 'early');
    await lin.session.admitted();
    await settle();
    expect(ada.texts).toEqual(['early']);
    server.rotate();
    await lin.session.chat(2, 'in between');
    await settle();
    expect(ada.texts).toEqual(['early', 'in between']);
    expect(lin.chats.filter((c) => c.at === 'sent')).toHaveLength(2);
  });

  test('that the server says is from another is shown as from whom it is, with an alarm', async () => {
    const [ada, lin] = [await enter('ada'), await enter('lin')];
    server.tamper = (_, m) => (m['type'] === 'mls-application' ? [{ ...m, from: 'mo' }] : [m]);
    await ada.session.chat(1, 'hello');
    await settle();
    expect(lin.chats[0]).toMatchObject({ from: 'ada' });
    expect(lin.alarms[0]?.what).toBe('wrong-sender');
  });

  test('replayed by the server is not shown again', async () => {
    const [ada, lin] = [await enter('ada'), await enter('lin')];
    server.tamper = (_, m) => (m['type'] === 'mls-application' ? [m, m] : [m]);
    await ada.session.chat(1, 'hello');
    await settle();
    expect(lin.texts).toEqual(['hello']);
    expect(lin.alarms[0]?.what).toBe('bad-message');
  });

  test('under way when the connection broke fails, for nobody knows', async () => {
    const ada = await enter('ada');
    ada.connected = false;
    await ada.session.chat(1, 'lost?');
    ada.connected = true;
    await ada.session.admitted();
    expect(ada.chats).toEqual([{ at: 'failed', id: 1, reason: 'connection' }]);
  });

  test('too long, or to somebody who is not there, fails', async () => {
    const ada = await enter('ada');
    await ada.session.chat(1, 'x'.repeat(8_001));
    await ada.session.chat(2, 'x', 'nobody');
    expect(ada.chats.map((c) => c.at)).toEqual(['failed', 'failed']);
  });
});

describe('a server that is no friend', () => {
  test('cannot add a ghost to a link-bound meeting', async () => {
    const link = { psk: new Uint8Array(32).fill(1), bound: true };
    server.linkBound = true;
    const ada = await enter('ada', link);
    expect((await enter('lin', link)).state).toBe('member');
    server.linkBound = false;
    const ghost = await enter('ghost');
    expect(ada.alarms[0]?.what).toBe('bad-proposals');
    expect(ada.roster!.members.map((m) => m.participant)).toEqual(['ada', 'lin']);
    expect(ghost.state).toBe('joining');
  });

  test('can add a ghost to another meeting, in plain sight', async () => {
    const ada = await enter('ada');
    await enter('ghost');
    expect(ada.roster!.members.map((m) => m.participant)).toContain('ghost');
  });

  test('cannot let somebody without the link into a link-bound meeting', async () => {
    server.linkBound = true;
    const eve = await enter('eve');
    expect(eve.states.at(-1)).toEqual({ at: 'cannot', why: 'link' });
  });

  test('makes no flood of alarms', async () => {
    const ada = await enter('ada');
    const message = { type: 'mls-application', sequence: 1, from: 'x', epoch: 0, message: 'AAAA' };
    for (let i = 0; i < 500; i++) await ada.session.receive(message);
    expect(ada.alarms).toHaveLength(1);
    clock.advance(1_000);
    await ada.session.receive(message);
    expect(ada.alarms).toHaveLength(2);
  });

  test('gets nowhere with garbage', async () => {
    const ada = await enter('ada');
    const garbage = [
      null,
      7,
      'x',
      [],
      {},
      { type: 5 },
      { type: 'mls-commit' },
      { type: 'mls-commit', groupId: server.groupId, epoch: -1, proposals: [], commit: '' },
      { type: 'mls-commit', groupId: '!!', epoch: 0, proposals: [], commit: '' },
      { type: 'mls-create', groupId: server.groupId, externalSender: 'AAAA', linkBound: false },
      {
        type: 'mls-commit-now',
        groupId: server.groupId,
        epoch: 0,
        round: 1,
        proposals: Array(3_000).fill(''),
        path: true,
      },
      { type: 'mls-application', sequence: 1, from: 'x', epoch: 0, message: 'AAAA' },
      { type: 'mls-ack', id: 1.5, sequence: 1 },
    ];
    for (const g of garbage) await ada.session.receive(g);
    await enter('lin');
    expect(ada.state).toBe('member');
    expect(ada.session.counts.malformed).toBeGreaterThan(7);
  });
});
