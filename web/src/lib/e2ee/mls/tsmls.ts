// SPDX-License-Identifier: Apache-2.0
/** {@link MlsMember} on ts-mls. Its state is immutable: each step makes a new one, which is taken only after our own checks. */
import { makeProposalRef } from 'ts-mls/authenticatedContent.js';
import { defaultClientConfig } from 'ts-mls/clientConfig.js';
import {
  type ClientState,
  createGroup as tsCreate,
  joinGroup as tsJoin,
  makePskIndex,
} from 'ts-mls/clientState.js';
import type { CiphersuiteImpl } from 'ts-mls/crypto/ciphersuite.js';
import { createCommit, createGroupInfoWithRatchetTree } from 'ts-mls/createCommit.js';
import { createApplicationMessage } from 'ts-mls/createMessage.js';
import { mlsExporter } from 'ts-mls/keySchedule.js';
import { unprotectPrivateMessage } from 'ts-mls/messageProtection.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { processPublicMessage } from 'ts-mls/processMessages.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { PskIndex } from 'ts-mls/pskIndex.js';
import { decodeRatchetTree, encodeRatchetTree, type RatchetTree } from 'ts-mls/ratchetTree.js';
import { bytesToBase64 } from 'ts-mls/util/byteArray.js';
import { type Bytes, copy, equal, hex, utf8 } from '../bytes';
import { identityOf } from './identity';
import type { KeyPackage } from './keypackage';
import {
  type Applied,
  type Commit,
  type Expected,
  type GroupView,
  MlsError,
  type MlsMember,
  type Received,
} from './member';
import { type NotePlace, openNote, sealNote } from './note';
import { Queue } from './queue';
import * as rules from './rules';
import { fiveDigits, POST_QUANTUM, suite } from './suite';

const CONFIG = {
  ...defaultClientConfig,
  // Messages are ordered by the server, which accepts those of the epoch before for 10 s: one old epoch is enough.
  keyRetentionConfig: {
    retainKeysForEpochs: 1,
    retainKeysForGenerations: 16,
    maximumForwardRatchetSteps: 1_000,
  },
  authService: { validateCredential: async () => true },
};

const MAX_PENDING = 3;
/** A longer one hides more and costs more; most lines of chat fit into one. */
const PADDING = 256;
const SIGNATURE_AND_LENGTHS = 72;

function pskIndex(linkPsk: Bytes | undefined): PskIndex {
  return makePskIndex(
    undefined,
    linkPsk === undefined ? {} : { [bytesToBase64(utf8(rules.LINK_PSK_ID))]: linkPsk },
  );
}

/** Makes the group; `groupInfo` is for the delivery service, with the tree. */
export async function createGroup(
  keyPackage: KeyPackage,
  expected: Expected,
): Promise<{ member: MlsMember; groupInfo: Bytes }> {
  const cs = await suite(keyPackage.open.cipherSuite);
  const extensions = rules.contextExtensions(expected.externalSender);
  const state = await tsCreate(expected.groupId, keyPackage.open, keyPackage.secret, extensions, cs, CONFIG);
  const groupInfo = await createGroupInfoWithRatchetTree(
    state.groupContext,
    state.confirmationTag,
    state,
    state.ratchetTree,
    [],
    cs,
  );
  const message = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_group_info', groupInfo });
  return { member: new TsMlsMember(state, expected), groupInfo: copy(message) };
}

/** Comes in by a Welcome for one of `keyPackages`; everything in it must be what the server announced. */
export async function joinGroup(
  keyPackages: readonly KeyPackage[],
  welcome: Bytes,
  tree: Bytes,
  expected: Expected,
): Promise<MlsMember> {
  const message = rules.decode(welcome);
  if (message.wireformat !== 'mls_welcome') throw new MlsError('not a Welcome');
  const ratchetTree = decodeTree(tree);
  let problem: unknown = new MlsError('a Welcome for nobody here');
  for (const keyPackage of keyPackages) {
    try {
      const psks = pskIndex(expected.linkPsk);
      const { open, secret } = keyPackage;
      const cs = await suite(open.cipherSuite);
      const state = await tsJoin(message.welcome, open, secret, psks, cs, ratchetTree, undefined, CONFIG);
      if (!equal(state.groupContext.groupId, expected.groupId))
        throw new MlsError('a Welcome to another group');
      rules.checkExtensions(state.groupContext.extensions, expected.externalSender);
      rules.leavesOf(state.ratchetTree);
      return new TsMlsMember(state, expected);
    } catch (e) {
      problem = e;
    }
  }
  throw wrap(problem);
}

/** The length of what is sealed: a multiple of {@link PADDING}, so that it tells little of the text's. */
function padded(state: ClientState, length: number): ClientState {
  const padUntilLength = Math.ceil((length + SIGNATURE_AND_LENGTHS) / PADDING) * PADDING;
  return { ...state, clientConfig: { ...CONFIG, paddingConfig: { kind: 'padUntilLength', padUntilLength } } };
}

function decodeTree(bytes: Bytes): RatchetTree {
  try {
    const decoded = decodeRatchetTree(bytes, 0);
    const whole = decoded !== undefined && decoded[1] === bytes.length;
    if (whole && decoded[0].length <= rules.MAX_NODES) return decoded[0];
  } catch {
    // told below
  }
  throw new MlsError('not a ratchet tree');
}

/** Messages of the library name no secrets; anything else is kept as the cause. */
function wrap(problem: unknown): MlsError {
  if (problem instanceof MlsError) return problem;
  return new MlsError(problem instanceof Error ? problem.message : 'unknown', { cause: problem });
}

class TsMlsMember implements MlsMember {
  readonly groupId: Bytes;
  readonly #queue = new Queue();
  #state: ClientState;
  /** Commits of our own that may win: one for each round we were asked in, the newest first. */
  #pending: { commit: Bytes; state: ClientState; removed: boolean }[] = [];
  /** For private notes of the epoch before. */
  #before: NotePlace | undefined;
  #view: GroupView | undefined;

  constructor(
    state: ClientState,
    readonly expected: Expected,
  ) {
    this.#state = state;
    this.groupId = copy(state.groupContext.groupId);
  }

  get epoch(): number {
    return Number(this.#state.groupContext.epoch);
  }

  view(): GroupView {
    this.#view ??= {
      epoch: this.epoch,
      ownLeaf: this.#state.privatePath.leafIndex,
      leaves: rules.leavesOf(this.#state.ratchetTree),
      postQuantum: this.#state.groupContext.cipherSuite === POST_QUANTUM,
      safetyCode: fiveDigits(this.#state.keySchedule.epochAuthenticator, 6),
    };
    return this.#view;
  }

  ratchetTree(): Bytes {
    return copy(encodeRatchetTree(this.#state.ratchetTree));
  }

  sframeBaseKey(): Promise<Bytes> {
    const { exporterSecret } = this.#state.keySchedule;
    return this.#alone(async () =>
      copy(
        await mlsExporter(exporterSecret, 'SFrame 1.0 Base Key', new Uint8Array(), 16, await this.#suite()),
      ),
    );
  }

  commit(proposals: readonly Bytes[], path: boolean): Promise<Commit> {
    return this.#alone(async () => {
      const cs = await this.#suite();
      const { state, kinds } = await this.#propose(proposals);
      const removed = removedBy(kinds);
      const made = await createCommit(
        { state, cipherSuite: cs, pskIndex: pskIndex(this.expected.linkPsk) },
        { wireAsPublicMessage: true, ratchetTreeExtension: false, forcePath: path },
      );
      this.#check(made.newState, removed);
      const commit = copy(encodeMlsMessage(made.commit));
      const pending = { commit, state: made.newState, removed: removed.size > 0 };
      this.#pending = [pending, ...this.#pending.slice(0, MAX_PENDING - 1)];
      if (made.welcome === undefined) return { commit };
      const { welcome } = made;
      return {
        commit,
        welcome: copy(encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome })),
      };
    });
  }

  apply(proposals: readonly Bytes[], commit: Bytes): Promise<Applied> {
    return this.#alone(async () => {
      const own = this.#pending.find((p) => equal(p.commit, commit));
      if (own !== undefined) {
        this.#take(own.state);
        return { kind: 'applied', removed: own.removed };
      }
      const { state, refs, kinds } = await this.#propose(proposals);
      const removed = removedBy(kinds);
      if (removed.has(this.#state.privatePath.leafIndex)) return { kind: 'left' };
      const message = this.#readCommit(commit, refs);
      const { newState, actionTaken } = await processPublicMessage(
        state,
        message,
        pskIndex(this.expected.linkPsk),
        await this.#suite(),
      );
      if (actionTaken !== 'accept' || newState.groupActiveState.kind !== 'active') {
        throw new MlsError('a commit that does not go on with the group');
      }
      this.#check(newState, removed);
      this.#take(newState);
      return { kind: 'applied', removed: removed.size > 0 };
    });
  }

  encrypt(text: string): Promise<Bytes> {
    return this.#alone(async () => {
      const bytes = rules.bytesOf(text);
      const made = await createApplicationMessage(
        padded(this.#state, bytes.length),
        bytes,
        await this.#suite(),
      );
      this.#state = { ...made.newState, clientConfig: CONFIG };
      for (const secret of made.consumed) secret.fill(0);
      const { privateMessage } = made;
      return copy(encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage }));
    });
  }

  decrypt(bytes: Bytes): Promise<Received> {
    return this.#alone(async () => {
      const message = rules.decode(bytes);
      if (message.wireformat !== 'mls_private_message') throw new MlsError('not a PrivateMessage');
      const sealed = message.privateMessage;
      const now = this.#state;
      if (sealed.contentType !== 'application') throw new MlsError('not an application message');
      if (!equal(sealed.groupId, now.groupContext.groupId)) throw new MlsError('of another group');
      const old = now.historicalReceiverData.get(sealed.epoch);
      const current = sealed.epoch === now.groupContext.epoch;
      const place = current ? { ...now, senderDataSecret: now.keySchedule.senderDataSecret } : old;
      if (place === undefined) throw new MlsError('of another epoch');
      const { content, tree, consumed } = await unprotectPrivateMessage(
        place.senderDataSecret,
        sealed,
        place.secretTree,
        place.ratchetTree,
        place.groupContext,
        CONFIG.keyRetentionConfig,
        await this.#suite(),
      );
      if (content.content.contentType !== 'application' || content.content.sender.senderType !== 'member') {
        throw new MlsError('not an application message of a member');
      }
      const text = rules.textOf(content.content.applicationData);
      const from = whoIs(place.ratchetTree, content.content.sender.leafIndex);
      if (current) {
        this.#state = { ...now, secretTree: tree };
      } else {
        const kept = new Map(now.historicalReceiverData).set(sealed.epoch, { ...old!, secretTree: tree });
        this.#state = { ...now, historicalReceiverData: kept };
      }
      for (const secret of consumed) secret.fill(0);
      return { from, epoch: Number(sealed.epoch), text };
    });
  }

  sealNote(participant: string, text: string): Promise<Bytes> {
    return this.#alone(async () => {
      const leaf = this.view().leaves.find((l) => l.participant === participant);
      if (leaf === undefined) throw new MlsError('the recipient is not a member');
      return sealNote(this.#place(), leaf.index, rules.bytesOf(text));
    });
  }

  openNote(note: Bytes): Promise<Received> {
    return this.#alone(async () => {
      const places = this.#before === undefined ? [this.#place()] : [this.#place(), this.#before];
      const opened = await openNote(places, note);
      return {
        from: whoIs(opened.place.tree, opened.sender),
        epoch: Number(opened.place.epoch),
        text: rules.textOf(opened.text),
      };
    });
  }

  forgetOldEpochs(): void {
    void this.#queue.run(async () => {
      this.#state = { ...this.#state, historicalReceiverData: new Map() };
      this.#before = undefined;
    });
  }

  close(): void {
    this.#pending = [];
    this.#before = undefined;
    void this.#queue.run(async () => {
      const { keySchedule, signaturePrivateKey, privatePath } = this.#state;
      for (const secret of Object.values(keySchedule)) secret.fill(0);
      for (const key of Object.values(privatePath.privateKeys)) key.fill(0);
      signaturePrivateKey.fill(0);
    });
  }

  /** The proposals, checked and with their signatures verified, put beside the state. */
  async #propose(proposals: readonly Bytes[]) {
    const cs = await this.#suite();
    let state: ClientState = { ...this.#state, unappliedProposals: {} };
    const refs = new Set<string>();
    const kinds: Proposal[] = [];
    for (const bytes of proposals) {
      const message = rules.decodePublic(bytes);
      kinds.push(rules.checkProposal(message, this.#state));
      const whole = {
        wireformat: 'mls_public_message' as const,
        content: message.content,
        auth: message.auth,
      };
      refs.add(hex(await makeProposalRef(whole, cs.hash)));
      ({ newState: state } = await processPublicMessage(state, message, pskIndex(undefined), cs));
    }
    rules.checkProposals(kinds, this.expected.linkPsk !== undefined);
    return { state, refs, kinds };
  }

  /** By a member, by reference only, and exactly the proposals that were given with it. */
  #readCommit(bytes: Bytes, refs: ReadonlySet<string>) {
    const message = rules.decodePublic(bytes);
    rules.checkPlace(message, this.#state);
    const { content } = message;
    if (content.contentType !== 'commit' || content.sender.senderType !== 'member') {
      throw new MlsError('not a commit of a member');
    }
    const named = content.commit.proposals.map((p) => {
      if (p.proposalOrRefType !== 'reference') throw new MlsError('a commit with a proposal of its own');
      return hex(p.reference);
    });
    if (named.length !== refs.size || new Set(named).size !== refs.size || !named.every((r) => refs.has(r))) {
      throw new MlsError('a commit of other proposals');
    }
    return message;
  }

  #check(next: ClientState, removed: ReadonlySet<number>): void {
    rules.checkExtensions(next.groupContext.extensions, this.expected.externalSender);
    rules.leavesOf(next.ratchetTree);
    rules.checkSame(this.#state.ratchetTree, next.ratchetTree, removed);
  }

  #take(next: ClientState): void {
    const { groupContext, ratchetTree, secretTree, keySchedule } = this.#state;
    const { senderDataSecret, resumptionPsk } = keySchedule;
    const old = { groupContext, ratchetTree, secretTree, senderDataSecret, resumptionPsk };
    this.#before = this.#place();
    // Not as the library left it: messages may have been read since a commit of our own was made.
    this.#state = { ...next, historicalReceiverData: new Map([[groupContext.epoch, old]]) };
    this.#pending = [];
    this.#view = undefined;
  }

  #place(): NotePlace {
    const { groupContext, ratchetTree, privatePath, signaturePrivateKey } = this.#state;
    return {
      suite: groupContext.cipherSuite,
      groupId: this.groupId,
      epoch: Number(groupContext.epoch),
      tree: ratchetTree,
      ownLeaf: privatePath.leafIndex,
      ownKey: privatePath.privateKeys[2 * privatePath.leafIndex]!,
      signKey: signaturePrivateKey,
    };
  }

  #suite(): Promise<CiphersuiteImpl> {
    return suite(this.#state.groupContext.cipherSuite);
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      try {
        return await work();
      } catch (e) {
        throw wrap(e);
      }
    });
  }
}

function removedBy(proposals: readonly Proposal[]): Set<number> {
  return new Set(proposals.flatMap((p) => (p.proposalType === 'remove' ? [p.remove.removed] : [])));
}

function whoIs(tree: RatchetTree, leaf: number) {
  const node = tree[2 * leaf];
  const who = node?.nodeType === 'leaf' ? identityOf(node.leaf.credential) : undefined;
  if (who === undefined) throw new MlsError('from nobody in the tree');
  return who;
}
