// SPDX-License-Identifier: Apache-2.0
/** What patches/ts-mls+1.6.4.patch mends. When one of these passes without the patch, that part of it can go. */
import { createGroupInfoWithExternalPub } from 'ts-mls/createCommit.js';
import { createGroup as tsCreate } from 'ts-mls/clientState.js';
import { encodeExternalSender } from 'ts-mls/externalSender.js';
import { senderFromExtension } from 'ts-mls/publicMessage.js';
import { expect, test } from 'vitest';
import { concat, opaque, Reader, utf8 } from '../bytes';
import { add, packageOf, TestDelivery, TestMeeting } from '../testing/delivery';
import { newKeyPackage } from './keypackage';
import { CLASSICAL, suite } from './suite';
import { createGroup } from './tsmls';

const senders = ['one', 'two'].map((name) => ({
  signaturePublicKey: utf8(`the key of ${name}`),
  credential: { credentialType: 'basic' as const, identity: utf8(name) },
}));

test('external_senders is a vector, and a sender is found by its index in it', () => {
  const extensionData = opaque(concat(...senders.map(encodeExternalSender)));
  const extensions = [{ extensionType: 'external_senders' as const, extensionData }];
  expect(senderFromExtension(extensions, 0)).toEqual(senders[0]);
  expect(senderFromExtension(extensions, 1)).toEqual(senders[1]);
  expect(senderFromExtension(extensions, 2)).toBeUndefined();
});

test('external_pub is a key with its length before it', async () => {
  const cs = await suite(CLASSICAL);
  const { open, secret } = await packageOf('ada');
  const state = await tsCreate(utf8('group'), open, secret, [], cs);
  const info = await createGroupInfoWithExternalPub(state, [], cs);
  const reader = new Reader(info.extensions.find((e) => e.extensionType === 'external_pub')!.extensionData);
  expect(reader.opaque()).toHaveLength(32);
  reader.end();
});

test('a commit of Adds can have a path', async () => {
  const meeting = await TestMeeting.start('ada');
  await meeting.change('ada', ['lin']);
  const proposals = await meeting.delivery.propose(1, add(await packageOf('mo')));
  const without = await meeting.get('ada').commit(proposals, false);
  const withPath = await meeting.get('ada').commit(proposals, true);
  expect(withPath.commit.length).toBeGreaterThan(without.commit.length + 100);
  await meeting.get('lin').apply(proposals, withPath.commit);
  expect(meeting.get('lin').epoch).toBe(2);
});

test('a member whose clock is wrong can commit', async () => {
  const delivery = await TestDelivery.make();
  const { member } = await createGroup(await packageOf('ada'), delivery.expected());
  const inAYear = Date.now() / 1000 + 365 * 86_400;
  const early = await newKeyPackage({ kind: 'browser', participant: 'lin' }, inAYear);
  const proposals = await delivery.propose(0, add(early));
  await expect(member.commit(proposals, false)).resolves.toHaveProperty('welcome');
});
