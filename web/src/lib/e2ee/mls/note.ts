// SPDX-License-Identifier: Apache-2.0
/** Private notes: chat for one member alone (docs/end-to-end.md, Private notes). */
import type { CiphersuiteName } from 'ts-mls/crypto/ciphersuite.js';
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js';
import type { LeafNode } from 'ts-mls/leafNode.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { type Bytes, concat, Malformed, opaque, Reader, uint, uint8 } from '../bytes';
import { MlsError } from './member';
import { suite } from './suite';

const VERSION = 1;
const LABEL = 'Parley private note';

/** One's own place in the group at one epoch. */
export interface NotePlace {
  readonly suite: CiphersuiteName;
  readonly groupId: Bytes;
  readonly epoch: number;
  readonly tree: RatchetTree;
  readonly ownLeaf: number;
  readonly ownKey: Uint8Array;
  readonly signKey: Uint8Array;
}

function contextOf(place: NotePlace, sender: number, recipient: number): Bytes {
  return concat(opaque(place.groupId), uint(place.epoch, 8), uint(sender, 4), uint(recipient, 4));
}

function leafAt(tree: RatchetTree, index: number): LeafNode {
  const node = tree[2 * index];
  if (node?.nodeType !== 'leaf') throw new MlsError('a note to or from nobody in the tree');
  return node.leaf;
}

export async function sealNote(place: NotePlace, recipient: number, text: Bytes): Promise<Bytes> {
  const { hpke, signature } = await suite(place.suite);
  const context = contextOf(place, place.ownLeaf, recipient);
  const key = await hpke.importPublicKey(leafAt(place.tree, recipient).hpkePublicKey);
  const { enc, ct } = await encryptWithLabel(key, LABEL, context, text, hpke);
  const sealed = concat(opaque(enc), opaque(ct));
  const signed = await signWithLabel(place.signKey, LABEL, concat(context, sealed), signature);
  return concat(
    uint8(VERSION),
    uint(place.epoch, 8),
    uint(place.ownLeaf, 4),
    uint(recipient, 4),
    sealed,
    opaque(signed),
  );
}

export async function openNote(places: readonly NotePlace[], note: Bytes) {
  const { version, epoch, sender, recipient, enc, ct, signed } = read(note);
  if (version !== VERSION) throw new MlsError('a note of an unknown version');
  const place = places.find((p) => p.epoch === epoch);
  if (place === undefined) throw new MlsError('a note of another epoch');
  if (recipient !== place.ownLeaf) throw new MlsError('a note for somebody else');
  const { hpke, signature } = await suite(place.suite);
  const context = contextOf(place, sender, recipient);
  const whole = concat(context, opaque(enc), opaque(ct));
  const author = leafAt(place.tree, sender);
  if (!(await verifyWithLabel(author.signaturePublicKey, LABEL, whole, signed, signature))) {
    throw new MlsError('a note with a wrong signature');
  }
  const key = await hpke.importPrivateKey(place.ownKey);
  return { place, sender, text: await decryptWithLabel(key, LABEL, context, enc, ct, hpke) };
}

function read(note: Bytes) {
  try {
    const reader = new Reader(note);
    const parts = {
      version: reader.uint(1),
      epoch: reader.uint(8),
      sender: reader.uint(4),
      recipient: reader.uint(4),
      enc: reader.opaque(),
      ct: reader.opaque(),
      signed: reader.opaque(),
    };
    reader.end();
    return parts;
  } catch (e) {
    if (e instanceof Malformed) throw new MlsError('not a private note');
    throw e;
  }
}
