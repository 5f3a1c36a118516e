// SPDX-License-Identifier: Apache-2.0
/** The MLS working group's vectors: our cipher suite, and the library with our patch, for what we use of it. */
import {
  joinGroup as tsJoin,
  type ClientState,
  makePskIndex,
  validateRatchetTree,
} from 'ts-mls/clientState.js';
import { defaultClientConfig } from 'ts-mls/clientConfig.js';
import { refhash } from 'ts-mls/crypto/hash.js';
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { deriveSecret, deriveTreeSecret, expandWithLabel } from 'ts-mls/crypto/kdf.js';
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js';
import { decodeMlsMessage, type MLSMessage } from 'ts-mls/message.js';
import { processMessage } from 'ts-mls/processMessages.js';
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js';
import { treeHash } from 'ts-mls/treeHash.js';
import { toNodeIndex } from 'ts-mls/treemath.js';
import { bytesToBase64 } from 'ts-mls/util/byteArray.js';
import { describe, expect, test } from 'vitest';
import { fromHex, hex } from '../bytes';
import basics from '../testing/vectors/mls/crypto-basics.json';
import commits from '../testing/vectors/mls/passive-client-handling-commit.json';
import welcomes from '../testing/vectors/mls/passive-client-welcome.json';
import trees from '../testing/vectors/mls/tree-validation.json';
import { CLASSICAL, suite } from './suite';

function message<K extends MLSMessage['wireformat']>(text: string, kind: K): MLSMessage & { wireformat: K } {
  const [decoded] = decodeMlsMessage(fromHex(text), 0)!;
  expect(decoded.wireformat).toBe(kind);
  return decoded as MLSMessage & { wireformat: K };
}

describe('our cipher suite', () => {
  test.each(basics)('computes what was published', async (v) => {
    const { hash, kdf, hpke, signature } = await suite(CLASSICAL);
    const ref = v.ref_hash;
    expect(hex(await refhash(ref.label, fromHex(ref.value), hash))).toBe(ref.out);
    const e = v.expand_with_label;
    expect(hex(await expandWithLabel(fromHex(e.secret), e.label, fromHex(e.context), e.length, kdf))).toBe(
      e.out,
    );
    const d = v.derive_secret;
    expect(hex(await deriveSecret(fromHex(d.secret), d.label, kdf))).toBe(d.out);
    const t = v.derive_tree_secret;
    expect(hex(await deriveTreeSecret(fromHex(t.secret), t.label, t.generation, t.length, kdf))).toBe(t.out);
    const s = v.sign_with_label;
    const verify = (sig: Uint8Array) =>
      verifyWithLabel(fromHex(s.pub), s.label, fromHex(s.content), sig, signature);
    expect(await verify(fromHex(s.signature))).toBe(true);
    expect(await verify(await signWithLabel(fromHex(s.priv), s.label, fromHex(s.content), signature))).toBe(
      true,
    );
    const c = v.encrypt_with_label;
    const [label, context] = [c.label, fromHex(c.context)];
    const secret = await hpke.importPrivateKey(fromHex(c.priv));
    const open = (enc: Uint8Array, ct: Uint8Array) => decryptWithLabel(secret, label, context, enc, ct, hpke);
    expect(hex(await open(fromHex(c.kem_output), fromHex(c.ciphertext)))).toBe(c.plaintext);
    const key = await hpke.importPublicKey(fromHex(c.pub));
    const { enc, ct } = await encryptWithLabel(key, label, context, fromHex(c.plaintext), hpke);
    expect(hex(await open(enc, ct))).toBe(c.plaintext);
  });
});

describe('trees', () => {
  test.each(trees.map((v, i) => [i, v] as const))(
    'number %i is valid and has the published hashes',
    async (_, v) => {
      const cs = await suite(CLASSICAL);
      const [tree] = decodeRatchetTree(fromHex(v.tree), 0)!;
      for (const [i, expected] of v.tree_hashes.entries()) {
        expect(hex(await treeHash(tree, toNodeIndex(i), cs.hash))).toBe(expected);
      }
      const root = fromHex(v.tree_hashes[(v.tree_hashes.length - 1) / 2]!);
      const context = {
        version: 'mls10' as const,
        cipherSuite: CLASSICAL,
        groupId: fromHex(v.group_id),
        epoch: 0n,
        treeHash: root,
        confirmedTranscriptHash: new Uint8Array(),
        extensions: [],
      };
      const { lifetimeConfig, authService } = defaultClientConfig;
      expect(await validateRatchetTree(tree, context, lifetimeConfig, authService, root, cs)).toBeUndefined();
    },
  );
});

interface Passive {
  external_psks: { psk_id: string; psk: string }[];
  key_package: string;
  signature_priv: string;
  encryption_priv: string;
  init_priv: string;
  welcome: string;
  ratchet_tree: string | null;
  initial_epoch_authenticator: string;
  epochs: { proposals: string[]; commit: string; epoch_authenticator: string }[];
}

const psks = (v: Passive): Record<string, Uint8Array> =>
  Object.fromEntries(v.external_psks.map((p) => [bytesToBase64(fromHex(p.psk_id)), fromHex(p.psk)]));

async function join(v: Passive): Promise<ClientState> {
  const secrets = {
    initPrivateKey: fromHex(v.init_priv),
    hpkePrivateKey: fromHex(v.encryption_priv),
    signaturePrivateKey: fromHex(v.signature_priv),
  };
  const tree = v.ratchet_tree === null ? undefined : decodeRatchetTree(fromHex(v.ratchet_tree), 0)![0];
  const { keyPackage } = message(v.key_package, 'mls_key_package');
  const { welcome } = message(v.welcome, 'mls_welcome');
  const state = await tsJoin(
    welcome,
    keyPackage,
    secrets,
    makePskIndex(undefined, psks(v)),
    await suite(CLASSICAL),
    tree,
  );
  expect(hex(state.keySchedule.epochAuthenticator)).toBe(v.initial_epoch_authenticator);
  return state;
}

async function follow(v: Passive): Promise<void> {
  const cs = await suite(CLASSICAL);
  let state = await join(v);
  for (const { proposals, commit, epoch_authenticator } of v.epochs) {
    for (const bytes of [...proposals, commit]) {
      const [received] = decodeMlsMessage(fromHex(bytes), 0)!;
      if (received.wireformat !== 'mls_public_message' && received.wireformat !== 'mls_private_message') {
        throw new Error(received.wireformat);
      }
      ({ newState: state } = await processMessage(
        received,
        state,
        makePskIndex(state, psks(v)),
        () => 'accept',
        cs,
      ));
    }
    expect(hex(state.keySchedule.epochAuthenticator)).toBe(epoch_authenticator);
  }
}

test.each(welcomes.map((v, i) => [i, v] as const))(
  'welcome %i leads into the published epoch',
  async (_, v) => {
    await join(v);
  },
);

test.each(commits.map((v, i) => [i, v] as const))('commits %i lead to the published epochs', async (_, v) => {
  await follow(v);
});
