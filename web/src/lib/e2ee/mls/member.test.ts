// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { concat, opaque, utf8 } from '../bytes';
import { add, linkPskProposal, packageOf, remove, TestDelivery, TestMeeting } from '../testing/delivery';
import { MlsError } from './member';
import { createGroup, joinGroup } from './tsmls';

const ken = packageOf('ken');

/** Seeded, so that a failure can be had again. */
function random(seed: number): (below: number) => number {
  return (below) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
}

describe('two members', () => {
  test('agree on epoch, safety code, media key and roster', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin']);
    expect(await meeting.agreed()).toHaveLength(1);
    const { safetyCode, leaves } = meeting.get('lin').view();
    expect(safetyCode).toMatch(/^(\d{5} ){5}\d{5}$/);
    expect(leaves.map((l) => [l.index, l.participant, l.kind])).toEqual([
      [0, 'ada', 'browser'],
      [1, 'lin', 'browser'],
    ]);
  });

  test('read each other, and know from the signature who wrote', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin']);
    const sealed = await meeting.get('lin').encrypt('Grüße 👋');
    const read = await meeting.get('ada').decrypt(sealed);
    expect(read).toEqual({ from: { kind: 'browser', participant: 'lin' }, epoch: 1, text: 'Grüße 👋' });
  });

  test('the length of a message tells little of its text', async () => {
    const meeting = await TestMeeting.start('ada');
    const lengths = new Set<number>();
    for (let i = 0; i < 500; i += 7) lengths.add((await meeting.get('ada').encrypt('x'.repeat(i))).length);
    expect(lengths.size).toBeLessThanOrEqual(3);
  });

  test('a message cannot be replayed', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin']);
    const sealed = await meeting.get('lin').encrypt('once');
    await meeting.get('ada').decrypt(sealed);
    await expect(meeting.get('ada').decrypt(sealed)).rejects.toThrow(/past/);
  });

  test('a message of the epoch before is read, until it is forgotten', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin']);
    const one = await meeting.get('lin').encrypt('one');
    const two = await meeting.get('lin').encrypt('two');
    await meeting.change('ada');
    expect(await meeting.get('ada').decrypt(one)).toMatchObject({ text: 'one', epoch: 1 });
    meeting.get('ada').forgetOldEpochs();
    await expect(meeting.get('ada').decrypt(two)).rejects.toThrow(/another epoch/);
  });

  test('reading between making a commit and its acceptance spoils nothing', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin']);
    const messages = [];
    for (let i = 0; i < 4; i++) messages.push(await meeting.get('lin').encrypt(`m${i}`));
    const ada = meeting.get('ada');
    await ada.decrypt(messages[0]!);
    const { commit } = await ada.commit([], true);
    await ada.decrypt(messages[1]!);
    await ada.apply([], commit);
    await meeting.get('lin').apply([], commit);
    expect((await ada.decrypt(messages[2]!)).text).toBe('m2');
    await expect(ada.decrypt(messages[1]!)).rejects.toThrow();
    expect((await ada.decrypt(messages[3]!)).text).toBe('m3');
    expect(await meeting.agreed()).toHaveLength(1);
  });
});

describe('private notes', () => {
  test('are read by the recipient alone, also in the epoch after', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin', 'mo']);
    const note = await meeting.get('ada').sealNote('lin', 'for you');
    await expect(meeting.get('mo').openNote(note)).rejects.toThrow(/somebody else/);
    await meeting.change('lin');
    expect(await meeting.get('lin').openNote(note)).toMatchObject({
      from: { participant: 'ada' },
      text: 'for you',
    });
  });

  test('that were changed anywhere are refused', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin']);
    const note = await meeting.get('ada').sealNote('lin', 'x');
    for (let at = 0; at < note.length; at++) {
      const bad = note.slice();
      bad[at]! ^= 1;
      await expect(meeting.get('lin').openNote(bad), `byte ${at}`).rejects.toThrow();
    }
    await expect(meeting.get('lin').openNote(note.slice(0, -1))).rejects.toThrow(/not a private note/);
  });
});

describe('removal', () => {
  test('rotates the keys, and the removed one knows before it processes anything', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin', 'mo']);
    const mo = meeting.get('mo');
    const before = mo.view().safetyCode;
    await meeting.change('ada', [], ['mo']);
    expect(await meeting.agreed()).toHaveLength(1);
    expect(meeting.get('ada').view().safetyCode).not.toBe(before);
    const sealed = await meeting.get('ada').encrypt('without mo');
    await expect(mo.decrypt(sealed)).rejects.toThrow(/another epoch/);
  });

  test('and coming again happen in one commit', async () => {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin', 'mo']);
    await meeting.change('ada', ['lin'], ['lin']);
    expect(await meeting.agreed()).toHaveLength(1);
    expect(
      meeting
        .get('mo')
        .view()
        .leaves.map((l) => l.participant),
    ).toEqual(['ada', 'lin', 'mo']);
  });
});

describe('a commit is refused, and the state stays,', () => {
  async function trio() {
    const meeting = await TestMeeting.start('ada');
    await meeting.change('ada', ['lin', 'mo']);
    return meeting;
  }

  test('when it leaves out a proposal', async () => {
    const meeting = await trio();
    const both = await meeting.delivery.propose(1, remove(2), add(await packageOf('eve')));
    const { commit } = await meeting.get('ada').commit([both[1]!], false);
    await expect(meeting.get('lin').apply(both, commit)).rejects.toThrow(/other proposals/);
    await meeting.change('ada', ['ken']);
    expect(await meeting.agreed()).toHaveLength(1);
  });

  test('when a proposal is signed by another key than the announced one', async () => {
    const meeting = await trio();
    const other = await TestDelivery.make();
    const forged = await Object.assign(Object.create(TestDelivery.prototype), other, {
      groupId: meeting.delivery.groupId,
    }).propose(1, remove(2));
    await expect(meeting.get('ada').commit(forged, true)).rejects.toThrow(/Signature invalid/);
  });

  test('when it is of another epoch or group', async () => {
    const meeting = await trio();
    const { commit, proposals } = await meeting.change('ada');
    await expect(meeting.get('lin').apply(proposals, commit)).rejects.toThrow(/another epoch/);
    const other = await trio();
    const foreign = await other.get('ada').commit([], true);
    await expect(meeting.get('lin').apply([], foreign.commit)).rejects.toThrow(/another group/);
  });

  test('when it adds a participant that is there already, or an identity of another form', async () => {
    const meeting = await trio();
    const twice = await meeting.delivery.propose(1, add(await packageOf('lin')));
    await expect(meeting.get('ada').commit(twice, false)).rejects.toThrow(/twice/);
  });

  test.each([...Array(24).keys()])('when one bit of it is changed (%i)', async (n) => {
    const meeting = await trio();
    const { commit } = await meeting.get('ada').commit([], true);
    const bad = commit.slice();
    bad[random(n)(bad.length)]! ^= 1 << (n % 8);
    await expect(meeting.get('lin').apply([], bad)).rejects.toThrow();
    await meeting.get('lin').apply([], commit);
    expect(meeting.get('lin').epoch).toBe(2);
  });

  test('when its bytes end early, go on, or are none', async () => {
    const meeting = await trio();
    const { commit } = await meeting.get('ada').commit([], true);
    for (const bad of [
      commit.slice(0, -1),
      commit.slice(0, 9),
      new Uint8Array(),
      Uint8Array.of(...commit, 0),
    ]) {
      await expect(meeting.get('lin').apply([], bad)).rejects.toThrow();
    }
  });
});

describe('what was never an MLS message', () => {
  test('is refused by every reader, and changes nothing', async () => {
    const meeting = await TestMeeting.start('ada');
    const { welcome, tree, proposals, commit } = await meeting.change('ada', ['lin']);
    const lin = meeting.get('lin');
    const good = [welcome!, tree, commit, ...proposals, await meeting.get('ada').encrypt('x')];
    const below = random(9);
    for (let i = 0; i < 150; i++) {
      const bad = good[i % good.length]!.slice(0, below(400) + 1);
      for (let n = below(6); n >= 0; n--) bad[below(bad.length)] = below(256);
      await expect(lin.apply([bad], commit)).rejects.toThrow(MlsError);
      await expect(lin.apply([], bad)).rejects.toThrow(MlsError);
      await expect(lin.commit([bad], false)).rejects.toThrow(MlsError);
      await expect(lin.openNote(bad)).rejects.toThrow(MlsError);
      await expect(joinGroup([await ken], bad, tree, meeting.delivery.expected())).rejects.toThrow(MlsError);
      await expect(joinGroup([await ken], welcome!, bad, meeting.delivery.expected())).rejects.toThrow(
        MlsError,
      );
    }
    await meeting.change('lin');
    expect(await meeting.agreed()).toHaveLength(1);
  });

  test('a tree too large is refused before anything is computed with it', async () => {
    const meeting = await TestMeeting.start('ada');
    const { welcome } = await meeting.change('ada', ['lin']);
    const blanks = opaque(concat(new Uint8Array(60_000), meeting.get('ada').ratchetTree().subarray(2)));
    const began = performance.now();
    await expect(joinGroup([await ken], welcome!, blanks, meeting.delivery.expected())).rejects.toThrow(
      /tree/,
    );
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('a link-bound meeting', () => {
  const psk = new Uint8Array(32).fill(7);

  test('lets in whoever has the link', async () => {
    const meeting = await TestMeeting.start('ada', psk);
    await meeting.change('ada', ['lin']);
    await meeting.change('lin', ['mo'], ['ada']);
    expect(await meeting.agreed()).toHaveLength(1);
  });

  test('refuses an Add without the link, whatever the server says', async () => {
    const meeting = await TestMeeting.start('ada', psk);
    const ghost = await meeting.delivery.propose(0, add(await packageOf('ghost')));
    await expect(meeting.get('ada').commit(ghost, false)).rejects.toThrow(/link/);
    const wrong = await meeting.delivery.propose(0, add(await packageOf('ghost')), linkPskProposal('other'));
    await expect(meeting.get('ada').commit(wrong, false)).rejects.toThrow(/not the link/);
  });

  test('a newcomer with another link cannot come in', async () => {
    const delivery = await TestDelivery.make();
    const { member } = await createGroup(await packageOf('ada'), delivery.expected(psk));
    const eve = await packageOf('eve');
    const proposals = await delivery.propose(0, add(eve), linkPskProposal());
    const { commit, welcome } = await member.commit(proposals, false);
    await member.apply(proposals, commit);
    const wrong = delivery.expected(new Uint8Array(32).fill(8));
    await expect(joinGroup([eve], welcome!, member.ratchetTree(), wrong)).rejects.toThrow();
    await expect(joinGroup([eve], welcome!, member.ratchetTree(), delivery.expected())).rejects.toThrow();
  });
});

describe('a Welcome', () => {
  test('is refused with another tree, group or server key', async () => {
    const meeting = await TestMeeting.start('ada');
    const lin = await packageOf('lin');
    const proposals = await meeting.delivery.propose(0, add(lin));
    const ada = meeting.get('ada');
    const oldTree = ada.ratchetTree();
    const { commit, welcome } = await ada.commit(proposals, false);
    await ada.apply(proposals, commit);
    const tree = ada.ratchetTree();
    const expected = meeting.delivery.expected();
    await expect(joinGroup([lin], welcome!, oldTree, expected)).rejects.toThrow();
    await expect(
      joinGroup([lin], welcome!, tree, { ...expected, groupId: new Uint8Array(16) }),
    ).rejects.toThrow(/another group/);
    await expect(
      joinGroup([lin], welcome!, tree, { ...expected, externalSender: new Uint8Array(32) }),
    ).rejects.toThrow(/extensions/);
    await expect(joinGroup([await packageOf('lin')], welcome!, tree, expected)).rejects.toThrow();
    await expect(joinGroup([lin], utf8('what?'), tree, expected)).rejects.toThrow();
    expect((await joinGroup([lin], welcome!, tree, expected)).view().epoch).toBe(1);
  });
});

describe('a post-quantum group', () => {
  test('agrees, rotates, writes and says what it is', async () => {
    const meeting = await TestMeeting.start('ada', undefined, true);
    await meeting.change('ada', ['lin', 'mo']);
    await meeting.change('lin');
    await meeting.change('mo', ['kim'], ['ada']);
    expect(await meeting.agreed()).toHaveLength(1);
    expect(meeting.get('kim').view().postQuantum).toBe(true);
    const sealed = await meeting.get('kim').encrypt('hello');
    expect((await meeting.get('lin').decrypt(sealed)).text).toBe('hello');
    const note = await meeting.get('lin').sealNote('mo', 'psst');
    expect((await meeting.get('mo').openNote(note)).text).toBe('psst');
    await expect(meeting.get('kim').openNote(note)).rejects.toThrow(MlsError);
  });

  test('is not entered with a key package of the other suite, nor the other way round', async () => {
    for (const postQuantum of [true, false]) {
      const meeting = await TestMeeting.start('ada', undefined, postQuantum);
      const other = await packageOf('lin', !postQuantum);
      const proposals = await meeting.delivery.propose(0, add(other));
      await expect(meeting.get('ada').commit(proposals, false)).rejects.toThrow(MlsError);
    }
  });
});

describe('twenty members', () => {
  test('who come, go, return and rotate at random always agree', { timeout: 120_000 }, async () => {
    const below = random(20);
    const meeting = await TestMeeting.start('m0');
    let next = 1;
    for (let step = 0; step < 30; step++) {
      const names = [...meeting.members.keys()];
      const committer = names[below(names.length)]!;
      const others = names.filter((n) => n !== committer);
      const outs = below(3) === 0 ? others.filter(() => below(5) === 0).slice(0, 4) : [];
      const room = 20 - names.length + outs.length;
      const ins =
        below(4) > 0 ? Array.from({ length: Math.min(room, 1 + below(4)) }, () => `m${next++}`) : [];
      if (outs.length > 0 && below(2) === 0 && room > ins.length) ins.push(outs[0]!);
      await meeting.change(committer, ins, outs);
      expect(await meeting.agreed(), `step ${step}`).toHaveLength(1);
    }
    expect(meeting.members.size).toBeGreaterThan(10);
  });
});
