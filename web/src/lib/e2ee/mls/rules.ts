// SPDX-License-Identifier: Apache-2.0
/** What a member checks of a commit and of a tree beyond RFC 9420 (docs/end-to-end.md, What a member does). */
import type { ClientState } from 'ts-mls/clientState.js';
import { encodeExternalSenders } from 'ts-mls/externalSender.js';
import type { Extension } from 'ts-mls/extension.js';
import type { LeafNode } from 'ts-mls/leafNode.js';
import { decodeMlsMessage, type MLSMessage } from 'ts-mls/message.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { PublicMessage } from 'ts-mls/publicMessage.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { type Bytes, equal, fromUtf8, hex, utf8 } from '../bytes';
import { identityOf } from './identity';
import { type Leaf, MlsError } from './member';
import { fingerprint } from './suite';

export const LINK_PSK_ID = 'parley-link-1';

export function decode(bytes: Uint8Array): MLSMessage {
  let decoded;
  try {
    decoded = decodeMlsMessage(bytes, 0);
  } catch {
    throw new MlsError('not an MLS message');
  }
  if (decoded === undefined) throw new MlsError('not an MLS message');
  if (decoded[1] !== bytes.length) throw new MlsError('an MLS message with bytes left over');
  return decoded[0];
}

export function decodePublic(bytes: Uint8Array): PublicMessage {
  const message = decode(bytes);
  if (message.wireformat !== 'mls_public_message') throw new MlsError('not a PublicMessage');
  if (message.publicMessage.content.authenticatedData.length !== 0) throw new MlsError('authenticated data');
  return message.publicMessage;
}

/** A proposal of the delivery service for this group and epoch; its signature is checked when it is processed. */
export function checkProposal(message: PublicMessage, state: ClientState): Proposal {
  const { content } = message;
  if (content.contentType !== 'proposal') throw new MlsError('not a proposal');
  if (content.sender.senderType !== 'external' || content.sender.senderIndex !== 0) {
    throw new MlsError('a proposal that is not from the delivery service');
  }
  checkPlace(message, state);
  return content.proposal;
}

export function checkPlace({ content }: PublicMessage, state: ClientState): void {
  if (!equal(content.groupId, state.groupContext.groupId)) throw new MlsError('of another group');
  if (content.epoch !== state.groupContext.epoch) throw new MlsError('of another epoch');
}

/** Only Add, Remove and PreSharedKey; with every Add of a link-bound meeting the link's key, and no other key ever. */
export function checkProposals(proposals: readonly Proposal[], linkBound: boolean): void {
  let adds = 0;
  let psks = 0;
  for (const proposal of proposals) {
    switch (proposal.proposalType) {
      case 'add': {
        adds++;
        const { keyPackage } = proposal.add;
        if (keyPackage.extensions.length > 0) throw new MlsError('a key package with extensions');
        break;
      }
      case 'remove':
        break;
      case 'psk': {
        psks++;
        const id = proposal.psk.preSharedKeyId;
        if (id.psktype !== 'external' || !equal(id.pskId, utf8(LINK_PSK_ID))) {
          throw new MlsError('a pre-shared key that is not the link');
        }
        break;
      }
      default:
        throw new MlsError('a proposal of a kind that is not allowed');
    }
  }
  if (linkBound && adds > 0 && psks !== 1) throw new MlsError("somebody added without the meeting's link");
  if (!linkBound && psks > 0) throw new MlsError('a link key in a meeting that is not bound to its link');
}

/** Exactly `external_senders` with the one server key that was announced. */
export function contextExtensions(externalSender: Bytes): Extension[] {
  const sender = {
    signaturePublicKey: externalSender,
    credential: { credentialType: 'basic' as const, identity: utf8('parley-delivery') },
  };
  return [{ extensionType: 'external_senders', extensionData: encodeExternalSenders([sender]) }];
}

export function checkExtensions(extensions: readonly Extension[], externalSender: Bytes): void {
  const [wanted] = contextExtensions(externalSender);
  const [only] = extensions;
  if (
    extensions.length !== 1 ||
    only?.extensionType !== 'external_senders' ||
    !equal(only.extensionData, wanted!.extensionData)
  ) {
    throw new MlsError('group context extensions are not those announced');
  }
}

export function* leafNodes(tree: RatchetTree): Generator<[index: number, leaf: LeafNode]> {
  for (let i = 0; i < tree.length; i += 2) {
    const node = tree[i];
    if (node?.nodeType === 'leaf') yield [i / 2, node.leaf];
  }
}

/** A tree of 4,096 leaves: key ids have no room for more (docs/end-to-end.md, limits). */
export const MAX_NODES = 8_191;

/** Identities of our form, each participant and each signature key once. */
export function leavesOf(tree: RatchetTree): Leaf[] {
  if (tree.length > MAX_NODES) throw new MlsError('a tree too large');
  const participants = new Set<string>();
  const keys = new Set<string>();
  const leaves: Leaf[] = [];
  for (const [index, leaf] of leafNodes(tree)) {
    const who = identityOf(leaf.credential);
    if (who === undefined) throw new MlsError('a member with an identity of another form');
    if (leaf.extensions.length > 0) throw new MlsError('a leaf with extensions');
    const key = hex(leaf.signaturePublicKey);
    if (participants.has(who.participant)) throw new MlsError('a participant twice in the tree');
    if (keys.has(key)) throw new MlsError('a signature key twice in the tree');
    participants.add(who.participant);
    keys.add(key);
    leaves.push({ index, ...who, fingerprint: fingerprint(leaf.signaturePublicKey) });
  }
  return leaves;
}

/** Leaves that were neither added nor removed keep credential and signature key (docs/end-to-end.md: credential unchanged). */
export function checkSame(before: RatchetTree, after: RatchetTree, removed: ReadonlySet<number>): void {
  const old = new Map(leafNodes(before));
  for (const [index, leaf] of leafNodes(after)) {
    const was = old.get(index);
    if (was === undefined || removed.has(index)) continue;
    if (
      !equal(was.signaturePublicKey, leaf.signaturePublicKey) ||
      was.credential.credentialType !== 'basic' ||
      leaf.credential.credentialType !== 'basic' ||
      !equal(was.credential.identity, leaf.credential.identity)
    ) {
      throw new MlsError('a member changed its identity');
    }
  }
}

export const MAX_TEXT_BYTES = 8_000;

export function textOf(bytes: Uint8Array): string {
  if (bytes.length > MAX_TEXT_BYTES) throw new MlsError('message too long');
  try {
    return fromUtf8(bytes);
  } catch {
    throw new MlsError('message is not UTF-8');
  }
}

export function bytesOf(text: string): Bytes {
  const bytes = utf8(text);
  if (bytes.length > MAX_TEXT_BYTES) throw new MlsError('message too long');
  return bytes;
}
