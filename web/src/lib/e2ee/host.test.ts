// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, test } from 'vitest';
import { payloadTypes } from './client';
import { ManualClock } from './testing/clock';
import type { EncodedFrame } from './frames/frame';
import { Host, type Transformer } from './host';
import { linkDoor, linkPsk } from './link';
import type { FromWorker, ToWorker, TransformOptions } from './protocol';
import { whoCanDecrypt } from './roster';
import { fromServer } from './session/wire';
import type { Roster } from './session/events';
import { unsupported } from './support';
import { TestDelivery } from './testing/delivery';
import { noise, TestFrame } from './testing/frames';
import { hex, toBase64Url, utf8 } from './bytes';

/** A transformer as the browser makes it, fed and read by hand. */
function stream(options: TransformOptions) {
  const input = new TransformStream<EncodedFrame, EncodedFrame>();
  const output = new TransformStream<EncodedFrame, EncodedFrame>(undefined, undefined, { highWaterMark: 50 });
  const out: TestFrame[] = [];
  const reader = output.readable.getReader();
  const read = async (): Promise<void> => {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      out.push(value as TestFrame);
    }
  };
  void read();
  const transformer: Transformer = { readable: input.readable, writable: output.writable, options };
  return { transformer, out, writer: input.writable.getWriter() };
}

let clock: ManualClock;
let said: FromWorker[];
let host: Host;

beforeEach(async () => {
  clock = new ManualClock();
  said = [];
  host = new Host((m) => said.push(m), clock);
});

const tell = (message: ToWorker): Promise<void> => host.receive(message);
const last = <T extends FromWorker['type']>(type: T) =>
  said.findLast((m) => m.type === type) as (FromWorker & { type: T }) | undefined;

async function alone(): Promise<void> {
  await tell({ type: 'admitted', participant: 'ada', kind: 'browser' });
  const { publicKey, groupId } = await TestDelivery.make();
  const about = { groupId: toBase64Url(groupId), externalSender: toBase64Url(publicKey), linkBound: false };
  await tell({ type: 'signal', message: { type: 'mls-create', ...about, within: 2_000 } });
  expect(last('state')?.state.at).toBe('member');
}

const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await new Promise((done) => setTimeout(done, 1));
};

describe('the worker', () => {
  test('lets no frame out before there are keys, and none in the clear after', async () => {
    const { transformer, out, writer } = stream({ side: 'send', source: 'camera' });
    void host.transform(transformer);
    const before = noise(1, 200);
    await writer.write(new TestFrame(before, 'video/VP8', 'key'));
    await settle();
    expect(out).toHaveLength(0);
    expect(last('sender')).toEqual({ type: 'sender', source: 'camera', trouble: 'no-group' });
    await alone();
    await writer.write(new TestFrame(before, 'video/VP8', 'key'));
    await settle();
    expect(out).toHaveLength(1);
    expect(last('sender')).toEqual({ type: 'sender', source: 'camera' });
    expect(hex(out[0]!.bytes)).not.toContain(hex(before.subarray(1, 40)));
  });

  test('opens what the page shows, says what is wrong with the rest and since when', async () => {
    await alone();
    const sending = stream({ side: 'send', source: 'camera' });
    const receiving = stream({ side: 'receive', slot: 'v1' });
    void host.transform(sending.transformer);
    void host.transform(receiving.transformer);
    await tell({ type: 'slots', slots: [{ slot: 'v1', participant: 'ada', source: 'camera' }] });
    const plain = noise(1, 200);
    await sending.writer.write(new TestFrame(plain, 'video/VP8', 'key'));
    await settle();
    const sealed = sending.out[0]!;
    await receiving.writer.write(new TestFrame(sealed.bytes, 'video/VP8', 'key'));
    await settle();
    expect(receiving.out[0]!.bytes).toEqual(plain);
    await receiving.writer.write(new TestFrame(sealed.bytes, 'video/VP8', 'key'));
    await settle();
    clock.advance(100);
    expect(last('slot')).toMatchObject({
      slot: 'v1',
      participant: 'ada',
      trouble: { why: 'replay', since: clock.wall() - 100 },
    });
    await tell({ type: 'stats' });
    expect(last('stats')?.stats).toMatchObject({
      sending: [{ source: 'camera', frames: 1, dropped: 0 }],
      receiving: [{ slot: 'v1', frames: 1, dropped: 1 }],
    });
  });

  test('that is stopped sends nothing more', async () => {
    await alone();
    await tell({ type: 'stop' });
    const { transformer, out, writer } = stream({ side: 'send', source: 'camera' });
    void host.transform(transformer);
    await writer.write(new TestFrame(noise(1, 99), 'video/VP8', 'key'));
    await settle();
    expect(out).toHaveLength(0);
  });

  test('says no secret to the page', async () => {
    await alone();
    await tell({ type: 'chat', id: 1, text: 'hello' });
    const types = new Set(said.map((m) => (m.type === 'send' ? m.message.type : m.type)));
    expect([...types].sort()).toEqual(['mls-application', 'mls-created', 'mls-join', 'roster', 'state']);
    const roster = last('roster')!.roster;
    expect(Object.keys(roster).sort()).toEqual([
      'epoch',
      'linkBound',
      'members',
      'postQuantum',
      'safetyCode',
    ]);
    expect(Object.keys(roster.members[0]!).sort()).toEqual([
      'fingerprint',
      'index',
      'kind',
      'participant',
      'self',
      'since',
    ]);
  });
});

describe('who can decrypt', () => {
  const entry = (participant: string, kind: 'browser' | 'phone' = 'browser', self = false) => ({
    index: 0,
    participant,
    kind,
    fingerprint: 'f',
    since: 1,
    self,
  });
  const mls = (...members: ReturnType<typeof entry>[]): Roster => ({
    epoch: 1,
    members,
    safetyCode: '',
    linkBound: false,
    postQuantum: false,
  });

  test('is what the group says, with names from the server', () => {
    const who = whoCanDecrypt(mls(entry('1', 'browser', true), entry('2')), [
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Lin' },
    ]);
    expect(who).toMatchObject({ says: 'endpoints', count: 2, listeners: [{ name: 'Ada' }, { name: 'Lin' }] });
  });

  test('shows a member that the server hides, with an alarm', () => {
    const who = whoCanDecrypt(mls(entry('1', 'browser', true), entry('9')), [{ id: '1', name: 'Ada' }]);
    expect(who.says).toBe('alarm');
    expect(who.listeners[1]).toMatchObject({ participant: '9', can: 'unknown' });
  });

  test('shows who is in the meeting but has no keys', () => {
    const who = whoCanDecrypt(mls(entry('1', 'browser', true)), [
      { id: '1', name: 'Ada' },
      { id: '2', name: 'Lin' },
    ]);
    expect(who).toMatchObject({ count: 1, listeners: [{}, { name: 'Lin', can: 'not-yet' }] });
  });

  test('says when a connector can hear', () => {
    expect(whoCanDecrypt(mls(entry('1', 'phone')), [{ id: '1', name: 'Phone' }]).says).toBe('connectors');
  });

  test('promises nothing before there is a group', () => {
    expect(whoCanDecrypt(undefined, [{ id: '1', name: 'Ada' }])).toMatchObject({
      says: 'nothing-yet',
      count: 0,
    });
  });
});

describe('a browser that cannot take part', () => {
  const able = { isSecureContext: true, crypto, Worker: class {}, RTCRtpScriptTransform: class {} };
  const ask = (scope: object) => unsupported(scope as typeof globalThis);

  test('is told why', async () => {
    expect(await ask(able)).toBeUndefined();
    expect(await ask({ ...able, isSecureContext: false })).toBe('insecure-page');
    expect(await ask({ ...able, Worker: undefined })).toBe('no-workers');
    expect(await ask({ ...able, RTCRtpScriptTransform: undefined })).toBe('no-encoded-transform');
    const subtle = { generateKey: () => Promise.reject(new Error('NotSupportedError')) };
    expect(await ask({ ...able, crypto: { subtle } })).toBe('no-curve25519');
  });
});

test("the halves of a link's secret have nothing to do with each other", () => {
  const secret = utf8('a secret');
  expect(linkPsk(secret)).toHaveLength(32);
  expect(linkPsk(secret)).not.toEqual(linkDoor(secret));
});

test('payload types are read from a session description', () => {
  const sdp =
    'v=0\r\nm=audio 9 x 111\r\na=rtpmap:111 opus/48000/2\r\nm=video 9 x 96 97\r\na=rtpmap:96 VP8/90000\r\na=rtpmap:97 rtx/90000\r\n';
  expect(payloadTypes(sdp)).toEqual({ 111: 'audio/opus', 96: 'video/VP8', 97: 'video/rtx' });
});

test('signalling messages of others are no affair of ours', () => {
  expect(fromServer({ type: 'joined', participant: {} })).toBeUndefined();
});
