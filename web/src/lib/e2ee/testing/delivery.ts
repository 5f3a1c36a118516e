// SPDX-License-Identifier: Apache-2.0
/** A delivery service for tests: proposes as external sender 0. It checks nothing and keeps nothing. */
import { proposeExternal } from 'ts-mls/externalProposal.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { type Bytes, copy, utf8 } from '../bytes';
import type { Identity } from '../mls/identity';
import { type KeyPackage, newKeyPackage } from '../mls/keypackage';
import type { Expected, MlsMember } from '../mls/member';
import { contextExtensions, LINK_PSK_ID } from '../mls/rules';
import { CLASSICAL, POST_QUANTUM, suite } from '../mls/suite';
import { createGroup, joinGroup } from '../mls/tsmls';

export class TestDelivery {
  private constructor(
    readonly publicKey: Bytes,
    private readonly signKey: Uint8Array,
    readonly groupId: Bytes,
    private readonly postQuantum: boolean,
  ) {}

  static async make(postQuantum = false): Promise<TestDelivery> {
    const { publicKey, signKey } = await (await suite(CLASSICAL)).signature.keygen();
    return new TestDelivery(
      copy(publicKey),
      signKey,
      crypto.getRandomValues(new Uint8Array(16)),
      postQuantum,
    );
  }

  expected(linkPsk?: Bytes): Expected {
    return { groupId: this.groupId, externalSender: this.publicKey, ...(linkPsk && { linkPsk }) };
  }

  async propose(epoch: number, ...proposals: Proposal[]): Promise<Bytes[]> {
    const groupContext = {
      version: 'mls10' as const,
      cipherSuite: this.postQuantum ? POST_QUANTUM : CLASSICAL,
      groupId: this.groupId,
      epoch: BigInt(epoch),
      treeHash: new Uint8Array(),
      confirmedTranscriptHash: new Uint8Array(),
      extensions: contextExtensions(this.publicKey),
    };
    const info = {
      groupContext,
      extensions: [],
      confirmationTag: new Uint8Array(),
      signer: 0,
      signature: new Uint8Array(),
    };
    const cs = await suite(CLASSICAL);
    const out: Bytes[] = [];
    for (const proposal of proposals) {
      const message = await proposeExternal(info, proposal, this.publicKey, this.signKey, cs);
      out.push(copy(encodeMlsMessage(message)));
    }
    return out;
  }
}

export function add(keyPackage: KeyPackage): Proposal {
  const message = decodeMlsMessage(keyPackage.message, 0)![0];
  if (message.wireformat !== 'mls_key_package') throw new Error('not a key package');
  return { proposalType: 'add', add: { keyPackage: message.keyPackage } };
}

export const remove = (leaf: number): Proposal => ({ proposalType: 'remove', remove: { removed: leaf } });

export function linkPskProposal(id = LINK_PSK_ID): Proposal {
  const pskNonce = crypto.getRandomValues(new Uint8Array(32));
  return { proposalType: 'psk', psk: { preSharedKeyId: { psktype: 'external', pskId: utf8(id), pskNonce } } };
}

export const browser = (participant: string): Identity => ({ kind: 'browser', participant });

/** A whole meeting in one process: everybody applies what one commits. */
export class TestMeeting {
  readonly members = new Map<string, MlsMember>();

  private constructor(
    readonly delivery: TestDelivery,
    readonly linkPsk: Bytes | undefined,
    private readonly postQuantum: boolean,
  ) {}

  static async start(first: string, linkPsk?: Bytes, postQuantum = false): Promise<TestMeeting> {
    const delivery = await TestDelivery.make(postQuantum);
    const meeting = new TestMeeting(delivery, linkPsk, postQuantum);
    const keyPackage = await packageOf(first, postQuantum);
    const { member } = await createGroup(keyPackage, delivery.expected(linkPsk));
    meeting.members.set(first, member);
    return meeting;
  }

  get(name: string): MlsMember {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`${name} is not in the meeting`);
    return member;
  }

  get epoch(): number {
    return [...this.members.values()][0]!.epoch;
  }

  leafOf(name: string): number {
    return this.get(name).view().ownLeaf;
  }

  /** One commit by `committer`: `ins` come in, `outs` go. Returns what went over the wire. */
  async change(committer: string, ins: readonly string[] = [], outs: readonly string[] = []) {
    const packages = await Promise.all(ins.map((name) => packageOf(name, this.postQuantum)));
    const extra = this.linkPsk !== undefined && ins.length > 0 ? [linkPskProposal()] : [];
    const wanted = [...outs.map((o) => remove(this.leafOf(o))), ...packages.map(add), ...extra];
    const proposals = await this.delivery.propose(this.epoch, ...wanted);
    const path = outs.length > 0 || proposals.length === 0;
    const made = await this.get(committer).commit(proposals, path);
    for (const [name, member] of this.members) {
      const applied = await member.apply(proposals, made.commit);
      if (applied.kind === 'left') this.members.delete(name);
    }
    const tree = this.get(committer).ratchetTree();
    for (const [i, name] of ins.entries()) {
      const expected = this.delivery.expected(this.linkPsk);
      this.members.set(name, await joinGroup([packages[i]!], made.welcome!, tree, expected));
    }
    return { ...made, proposals, tree };
  }

  /** What all must agree on; one string for each member. */
  async agreed(): Promise<string[]> {
    const all = [...this.members.values()].map(async (m) => {
      const { epoch, safetyCode, leaves } = m.view();
      return JSON.stringify([epoch, safetyCode, [...(await m.sframeBaseKey())], leaves]);
    });
    return [...new Set(await Promise.all(all))];
  }
}

export const packageOf = (name: string, postQuantum = false): Promise<KeyPackage> =>
  newKeyPackage(browser(name), Date.now() / 1000, postQuantum);
