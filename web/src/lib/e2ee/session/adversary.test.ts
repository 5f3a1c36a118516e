// SPDX-License-Identifier: Apache-2.0
/**
 * The server as an adversary: it has every message and every frame that passes, and may do with them what it likes. Each attempt is either impossible or seen by
 * the people in the meeting (docs/end-to-end.md, What is sure).
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { copy, fromBase64Url, hex, toBase64Url, utf8 } from '../bytes';
import { FrameOpener } from '../frames/opener';
import { FrameSealer } from '../frames/sealer';
import { add, packageOf, remove } from '../testing/delivery';
import { linkPsk } from '../link';
import { whoCanDecrypt } from '../roster';
import type { Source } from '../sframe/keyid';
import { SWITCH_MS } from '../sframe/keyring';
import { ManualClock } from '../testing/clock';
import { noise, TestFrame } from '../testing/frames';
import { Device, TestServer } from '../testing/server';
import type { Link } from './session';

type Json = Record<string, unknown>;

let clock: ManualClock;
let server: TestServer;
let devices: Device[];
/** All that went through the server. */
let seen: { to: string; message: Json }[];

beforeEach(async () => {
  clock = new ManualClock();
  server = await TestServer.make();
  devices = [];
  seen = [];
  server.tamper = watch;
});

function watch(to: Device, message: Json): Json[] {
  seen.push({ to: to.name, message });
  return [message];
}

async function enter(name: string, link?: Link): Promise<Device> {
  const device = new Device(name, server, clock, link);
  devices.push(device);
  await device.session.admitted();
  await settle();
  return device;
}

const settle = (): Promise<void> => server.settle(...devices);

/** Three that are in, and send with the keys that all of them have. */
async function three() {
  const people = [await enter('ada'), await enter('lin'), await enter('mo')] as const;
  clock.advance(SWITCH_MS);
  return people;
}

/** A slot of `device`'s page that shows `participant`. */
function slot(device: Device, participant: string, source: Source = 'camera') {
  const shown: string[] = [];
  const opener = new FrameOpener(
    device.ring,
    clock,
    (f) => shown.push(hex(new Uint8Array(f.data))),
    () => undefined,
    {},
  );
  opener.bind({ participant, source });
  return { shown, opener };
}

const camera = (device: Device): FrameSealer => new FrameSealer('camera', device.ring, clock, {});

async function frameOf(sealer: FrameSealer, seed = 1): Promise<{ clear: string; sealed: TestFrame }> {
  const frame = new TestFrame(noise(seed, 200), 'video/VP8', 'delta');
  const clear = hex(frame.bytes);
  expect(await sealer.seal(frame)).toBe(true);
  return { clear, sealed: frame };
}

const again = (frame: TestFrame): TestFrame => new TestFrame(frame.bytes, frame.mimeType, frame.type);

describe('a server that reads everything', () => {
  test('finds no chat, no media key and no frame in what passes through it', async () => {
    const [ada, lin, mo] = await three();
    await ada.session.chat(1, 'the launch is on Friday');
    await ada.session.chat(2, 'but not a word to Lin', 'mo');
    await settle();
    expect(lin.texts).toEqual(['the launch is on Friday']);
    expect(mo.texts).toEqual(['the launch is on Friday', 'but not a word to Lin']);
    const { clear, sealed } = await frameOf(camera(ada));
    const key = hex((await ada.session.mediaKey())!);
    const passed = seen.flatMap(({ message }) =>
      Object.values(message)
        .flat()
        .flatMap((v) => (typeof v === 'string' ? [v, hex(decoded(v))] : [])),
    );
    for (const secret of [
      'launch',
      'Friday',
      'word to Lin',
      hex(utf8('launch')),
      hex(utf8('word to Lin')),
      key,
    ]) {
      expect(passed.some((text) => text.includes(secret))).toBe(false);
    }
    expect(hex(sealed.bytes)).not.toContain(clear.slice(2, 42));
  });
});

function decoded(text: string): Uint8Array {
  try {
    return fromBase64Url(text);
  } catch {
    return new Uint8Array();
  }
}

describe('a server that adds a listener', () => {
  test('is seen by everybody, whether it tells of it or not, and the code changes', async () => {
    const [ada, lin] = await three();
    const code = ada.roster!.safetyCode;
    await enter('ghost');
    const names = ['ada', 'lin', 'mo'].map((id) => ({ id, name: id.toUpperCase() }));
    for (const device of [ada, lin]) {
      const who = whoCanDecrypt(device.roster, names);
      expect(who.says).toBe('alarm');
      expect(who.listeners.filter((l) => l.can === 'unknown').map((l) => l.participant)).toEqual(['ghost']);
      expect(device.roster!.safetyCode).not.toBe(code);
    }
  });

  test('cannot give it a name that is there', async () => {
    const [ada] = await three();
    const before = ada.roster!;
    const ghost = await packageOf('lin');
    const [proposal] = await server.delivery.propose(before.epoch, add(ghost));
    const now = { groupId: server.groupId, epoch: before.epoch, round: 99, path: false };
    await ada.session.receive({ type: 'mls-commit-now', ...now, proposals: [toBase64Url(proposal!)] });
    expect(ada.alarms.at(-1)?.what).toBe('bad-proposals');
    expect(ada.roster).toBe(before);
  });

  test('cannot in a link-bound meeting, by any door', async () => {
    const link = { psk: linkPsk(utf8('secret of the link')), bound: true };
    server.linkBound = true;
    const ada = await enter('ada', link);
    const lin = await enter('lin', link);
    // With a key of its own making in place of the link's.
    const eve = await enter('eve', { psk: linkPsk(utf8('a guess')), bound: true });
    expect([eve.state, eve.roster, eve.ring.current]).toEqual(['rejoining', undefined, undefined]);
    // Without any.
    server.linkBound = false;
    await enter('ghost');
    expect(ada.alarms.at(-1)?.what).toBe('bad-proposals');
    // By telling the newcomer that no link is needed.
    const mo = await enter('mo', link);
    expect(mo.state).not.toBe('member');
    expect(lin.alarms.every((a) => a.what !== 'wrong-sender')).toBe(true);
    const inside = ada.roster!.members.map((m) => m.participant);
    expect(inside).not.toContain('ghost');
    expect(inside.filter((p) => p === 'eve').length).toBeLessThanOrEqual(1);
  });
});

describe('a server that shows a false roster', () => {
  test('is contradicted: who is hidden is shown as unknown, who is invented as without keys', async () => {
    const [ada] = await three();
    const told = [
      { id: 'ada', name: 'Ada' },
      { id: 'lin', name: 'Lin' },
      { id: 'invented', name: 'The Boss' },
    ];
    const who = whoCanDecrypt(ada.roster, told);
    expect(who.listeners.map((l) => [l.participant, l.can])).toEqual([
      ['ada', 'decrypt'],
      ['lin', 'decrypt'],
      ['mo', 'unknown'],
      ['invented', 'not-yet'],
    ]);
    expect([who.says, who.count]).toEqual(['alarm', 3]);
  });
});

describe('a server that swaps a credential', () => {
  test('keeps the newcomer out, who says so: nobody takes her place unseen by her', async () => {
    const ada = await enter('ada');
    const lin = new Device('lin', server, clock);
    devices.push(lin);
    const false_ = await packageOf('lin');
    const receive = server.receive.bind(server);
    server.receive = (from, m) =>
      receive(from, m.type === 'mls-join' ? { ...m, keyPackage: toBase64Url(false_.message) } : m);
    await lin.session.admitted();
    await settle();
    // The Welcome is for a key that lin does not have: she does not come in, and says so.
    expect(ada.roster!.members.map((m) => m.participant)).toContain('lin');
    expect(lin.state).toBe('rejoining');
    expect(lin.alarms.at(-1)?.what).toBe('bad-welcome');
    expect(lin.roster).toBeUndefined();
  });

  test('of a member inside is refused', async () => {
    const [ada, lin] = await three();
    const before = ada.roster!;
    server.tamper = (to, m) => {
      if (m['type'] !== 'mls-commit' || to !== ada) return watch(to, m);
      const commit = fromBase64Url(m['commit'] as string);
      // The identity stands in the committer's new leaf.
      const at = Buffer.from(commit).indexOf('v1:browser:lin');
      if (at < 0) return [m];
      commit.set(utf8('v1:browser:eve'), at);
      return [{ ...m, commit: toBase64Url(copy(commit)) }];
    };
    server.mute.add(ada);
    server.rotate();
    await settle();
    expect(ada.alarms.at(-1)?.what).toBe('bad-commit');
    expect(before.members.map((m) => m.participant)).toEqual(['ada', 'lin', 'mo']);
    expect(lin.roster!.members.map((m) => m.participant)).not.toContain('eve');
  });
});

describe('a server that forges', () => {
  test('a removal, by a key of its own: refused', async () => {
    const [ada, lin] = await three();
    const other = await TestServer.make();
    const { epoch } = ada.roster!;
    const proposals = await other.delivery.propose(epoch, remove(1));
    const place = { groupId: server.groupId, epoch };
    const now = { type: 'mls-commit-now', ...place, round: 9, path: true };
    await ada.session.receive({ ...now, proposals: proposals.map(toBase64Url) });
    expect(ada.alarms.at(-1)?.what).toBe('bad-proposals');
    expect(ada.roster!.epoch).toBe(epoch);
    expect(lin.state).toBe('member');
  });

  test('a commit: refused, and meanwhile nothing is said with the old keys', async () => {
    const [ada] = await three();
    const { epoch } = ada.roster!;
    const last = seen.findLast((s) => s.message['type'] === 'mls-commit')!.message;
    const commit = fromBase64Url(last['commit'] as string);
    commit[commit.length - 1]! ^= 1;
    await ada.session.receive({ ...last, epoch, commit: toBase64Url(copy(commit)) });
    expect(ada.alarms.at(-1)?.what).toBe('bad-commit');
    expect(ada.ring.sendingEpoch).toBeUndefined();
    await settle();
    expect(ada.state).toBe('member');
  });
});

describe('a server that replays, reorders and drops', () => {
  test('commits: an old one changes nothing, one too early is waited for, a lost one is asked for', async () => {
    const [ada, lin, mo] = await three();
    const held: Json[] = [];
    server.tamper = (to, m) => (to === mo && m['type'] === 'mls-commit' ? (held.push(m), []) : [m]);
    server.rotate();
    await settle();
    server.rotate();
    await settle();
    expect(held).toHaveLength(2);
    server.tamper = watch;
    for (const message of [...held].reverse()) await mo.session.receive(message);
    await settle();
    for (const message of held) await mo.session.receive(message);
    await settle();
    expect(new Set([ada, lin, mo].map((d) => d.roster!.safetyCode)).size).toBe(1);
    expect(mo.alarms).toEqual([]);
  });

  test('an old Welcome lets nobody in', async () => {
    const [, lin] = await three();
    const old = seen.find((s) => s.to === 'lin' && s.message['type'] === 'mls-welcome')!.message;
    server.leave(lin);
    await settle();
    expect(lin.state).toBe('out');
    const back = new Device('lin', server, clock);
    await back.session.receive(old);
    expect([back.state, back.roster]).toEqual(['rejoining', undefined]);
    const eve = new Device('eve', server, clock);
    await eve.session.receive(old);
    expect(eve.roster).toBeUndefined();
  });

  test('frames: each is shown once', async () => {
    const [ada, lin] = await three();
    const { shown, opener } = slot(lin, 'ada');
    const sealer = camera(ada);
    const frames: { clear: string; sealed: TestFrame }[] = [];
    for (let i = 0; i < 5; i++) frames.push(await frameOf(sealer, i));
    for (const i of [3, 0, 3, 4, 1, 1, 2, 0]) await opener.push(again(frames[i]!.sealed));
    expect(shown).toEqual([3, 0, 4, 1, 2].map((i) => frames[i]!.clear));
    expect(opener.trouble?.why).toBe('replay');
  });
});

describe('a server that swaps frames', () => {
  test('of two senders, or of two streams of one, shows neither under the other’s name', async () => {
    const [ada, lin, mo] = await three();
    const ofAda = slot(mo, 'ada');
    const ofLin = slot(mo, 'lin');
    const screen = slot(mo, 'ada', 'screen');
    await ofAda.opener.push((await frameOf(camera(lin))).sealed);
    await ofLin.opener.push((await frameOf(camera(ada))).sealed);
    await screen.opener.push((await frameOf(camera(ada), 2)).sealed);
    clock.advance(1_000);
    expect([ofAda.shown, ofLin.shown, screen.shown]).toEqual([[], [], []]);
    expect([ofAda, ofLin, screen].map((s) => s.opener.trouble?.why)).toEqual(Array(3).fill('other-sender'));
  });

  test('or changes any bit of one, clear or sealed, shows nothing', async () => {
    const [ada, lin] = await three();
    const sealer = camera(ada);
    for (const bit of [0, 9, 20, 60, 900, 1_600, 1_700]) {
      const { shown, opener } = slot(lin, 'ada');
      const { clear, sealed } = await frameOf(sealer, bit);
      const bytes = sealed.bytes.slice();
      bytes[Math.min(bit >> 3, bytes.length - 1)]! ^= 1 << (bit & 7);
      await opener.push(new TestFrame(bytes, sealed.mimeType, sealed.type));
      clock.advance(1_000);
      expect(shown).toEqual([]);
      await opener.push(sealed);
      expect(shown).toEqual([clear]);
    }
  });
});

describe('who was removed', () => {
  test('opens no frame and reads no word sent after, though the server goes on serving', async () => {
    const [ada, lin, mo] = await three();
    const spy = slot(lin, 'ada');
    const honest = slot(mo, 'ada');
    const sealer = camera(ada);
    await spy.opener.push(again((await frameOf(sealer)).sealed));
    expect(spy.shown).toHaveLength(1);
    server.tamper = (to, m) => (to === lin && m['type'] === 'mls-commit' ? [] : watch(to, m));
    server.leave(lin);
    await settle();
    const { clear, sealed } = await frameOf(sealer, 2);
    await spy.opener.push(again(sealed));
    await honest.opener.push(again(sealed));
    clock.advance(1_000);
    expect(spy.shown).toHaveLength(1);
    expect(honest.shown).toEqual([clear]);
    await ada.session.chat(1, 'gone?');
    await settle();
    const said = seen.findLast((s) => s.message['type'] === 'mls-application')!.message;
    await lin.session.receive(said);
    expect([lin.texts, mo.texts]).toEqual([[], ['gone?']]);
  });
});

describe('who came later', () => {
  test('opens no frame and reads no word sent before', async () => {
    const ada = await enter('ada');
    await enter('lin');
    await ada.session.chat(1, 'before');
    await settle();
    const said = seen.findLast((s) => s.message['type'] === 'mls-application')!.message;
    const early = await frameOf(camera(ada));
    const mo = await enter('mo');
    const { shown, opener } = slot(mo, 'ada');
    await opener.push(early.sealed);
    await mo.session.receive(said);
    clock.advance(1_000);
    expect([shown, mo.texts]).toEqual([[], []]);
    expect(opener.trouble?.why).toBe('no-key');
  });
});
