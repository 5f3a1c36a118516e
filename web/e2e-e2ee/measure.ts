// SPDX-License-Identifier: Apache-2.0
/** Time and bytes of commits by group size, in whatever runs this. */
import { type KeyPackage, newKeyPackage } from '../src/lib/e2ee/mls/keypackage';
import type { MlsMember } from '../src/lib/e2ee/mls/member';
import { createGroup, joinGroup } from '../src/lib/e2ee/mls/tsmls';
import { add, browser, remove, TestDelivery } from '../src/lib/e2ee/testing/delivery';

export interface Measured {
  readonly members: number;
  readonly what: string;
  readonly millis: number;
  readonly commitBytes?: number;
  readonly welcomeBytes?: number;
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const began = performance.now();
  const result = await work();
  return [result, Math.round((performance.now() - began) * 10) / 10];
}

/** Grows a group to each size and measures one add, one join, one rotation and one removal there. */
export async function measureCommits(sizes: readonly number[], postQuantum = false): Promise<Measured[]> {
  const out: Measured[] = [];
  const delivery = await TestDelivery.make(postQuantum);
  const expected = delivery.expected();
  let made = 0;
  const fresh = (): Promise<KeyPackage> =>
    newKeyPackage(browser(`m${made++}`), Date.now() / 1000, postQuantum);
  const { member: first } = await createGroup(await fresh(), expected);
  let second: MlsMember | undefined;
  const change = async (by: MlsMember, packages: KeyPackage[], outs: number[]) => {
    const proposals = await delivery.propose(by.epoch, ...outs.map(remove), ...packages.map(add));
    const [result, millis] = await timed(() =>
      by.commit(proposals, outs.length > 0 || proposals.length === 0),
    );
    const other = by === first ? second : first;
    await by.apply(proposals, result.commit);
    const [, applied] = await timed(async () => other?.apply(proposals, result.commit));
    return { ...result, millis, applied, tree: by.ratchetTree() };
  };
  let count = 1;
  for (const members of sizes) {
    if (second === undefined) {
      const keyPackage = await fresh();
      const { welcome, tree } = await change(first, [keyPackage], []);
      second = await joinGroup([keyPackage], welcome!, tree, expected);
      count++;
    }
    while (count < members - 1) {
      const packages = await Promise.all(Array.from({ length: Math.min(25, members - 1 - count) }, fresh));
      await change(first, packages, []);
      count += packages.length;
      await change(second, [], []);
      await change(first, [], []);
    }
    const newcomer = await fresh();
    const added = await change(first, [newcomer], []);
    count++;
    const welcomeBytes = added.welcome!.length;
    out.push({
      members: count,
      what: 'add, making',
      millis: added.millis,
      commitBytes: added.commit.length,
      welcomeBytes,
    });
    out.push({ members: count, what: 'add, applying', millis: added.applied });
    const [, joining] = await timed(() => joinGroup([newcomer], added.welcome!, added.tree, expected));
    out.push({ members: count, what: `joining (tree ${added.tree.length} bytes)`, millis: joining });
    const rotated = await change(second, [], []);
    out.push({
      members: count,
      what: 'path, making',
      millis: rotated.millis,
      commitBytes: rotated.commit.length,
    });
    out.push({ members: count, what: 'path, applying', millis: rotated.applied });
    const removed = await change(first, [], [count - 1]);
    count--;
    out.push({
      members: count + 1,
      what: 'removal, making',
      millis: removed.millis,
      commitBytes: removed.commit.length,
    });
    out.push({ members: count + 1, what: 'removal, applying', millis: removed.applied });
  }
  return out;
}
