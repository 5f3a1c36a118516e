// SPDX-License-Identifier: Apache-2.0
/** A delivery service in the page, for members in workers: adds without path, rotations, and nothing else. */
import { decodeMlsMessage } from 'ts-mls/message.js';
import { addLeafNode, decodeRatchetTree, encodeRatchetTree, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { copy, fromBase64Url, toBase64Url } from '../src/lib/e2ee/bytes';
import type { KeyPackage } from '../src/lib/e2ee/mls/keypackage';
import type { ToServer } from '../src/lib/e2ee/session/wire';
import { add, TestDelivery } from '../src/lib/e2ee/testing/delivery';

export interface Member {
  readonly name: string;
  signal(message: object): void;
}

export class PageDelivery {
  readonly members: Member[] = [];
  readonly #waiting: { member: Member; keyPackage: string }[] = [];
  #epoch = 0;
  #tree: RatchetTree = [];
  #open: { proposals: string[]; joining?: Member; tree: RatchetTree } | undefined;
  #rounds = 0;

  private constructor(private readonly delivery: TestDelivery) {}

  static async make(): Promise<PageDelivery> {
    return new PageDelivery(await TestDelivery.make());
  }

  get epoch(): number {
    return this.#epoch;
  }

  async receive(from: Member, message: ToServer): Promise<void> {
    switch (message.type) {
      case 'mls-join':
        this.#waiting.push({ member: from, keyPackage: message.keyPackage });
        return this.#turn();
      case 'mls-created': {
        const info = decodeMlsMessage(fromBase64Url(message.groupInfo), 0)![0];
        if (info.wireformat !== 'mls_group_info') throw new Error('not a GroupInfo');
        const tree = info.groupInfo.extensions.find((e) => e.extensionType === 'ratchet_tree')!;
        this.#tree = decodeRatchetTree(tree.extensionData, 0)![0];
        this.#waiting.shift();
        this.members.push(from);
        return this.#turn();
      }
      case 'mls-commit': {
        const open = this.#open!;
        this.#open = undefined;
        const place = { groupId: this.#groupId, epoch: this.#epoch };
        for (const member of this.members) {
          member.signal({ type: 'mls-commit', ...place, proposals: open.proposals, commit: message.commit });
        }
        this.#epoch++;
        this.#tree = open.tree;
        if (open.joining !== undefined) {
          this.members.push(open.joining);
          const tree = toBase64Url(copy(encodeRatchetTree(this.#tree)));
          const { welcome } = message;
          open.joining.signal({ type: 'mls-welcome', ...this.#about, epoch: this.#epoch, welcome, tree });
        }
        return this.#turn();
      }
      default:
    }
  }

  rotate(by: Member): void {
    this.#open = { proposals: [], tree: this.#tree };
    this.#ask(by, [], true);
  }

  async #turn(): Promise<void> {
    const next = this.#waiting[0];
    if (next === undefined || this.#open !== undefined) return;
    const [first] = this.members;
    if (first === undefined) return next.member.signal({ type: 'mls-create', ...this.#about, within: 2_000 });
    this.#waiting.shift();
    const proposal = add({ message: fromBase64Url(next.keyPackage) } as KeyPackage);
    if (proposal.proposalType !== 'add') return;
    const [tree] = addLeafNode(this.#tree, proposal.add.keyPackage.leafNode);
    const proposals = (await this.delivery.propose(this.#epoch, proposal)).map(toBase64Url);
    this.#open = { proposals, joining: next.member, tree };
    this.#ask(first, proposals, false);
  }

  #ask(member: Member, proposals: string[], path: boolean): void {
    const place = { groupId: this.#groupId, epoch: this.#epoch, round: ++this.#rounds };
    member.signal({ type: 'mls-commit-now', ...place, proposals, path, within: 2_000 });
  }

  get #groupId(): string {
    return toBase64Url(this.delivery.groupId);
  }

  get #about() {
    const externalSender = toBase64Url(this.delivery.publicKey);
    return { groupId: this.#groupId, externalSender, linkBound: false };
  }
}
