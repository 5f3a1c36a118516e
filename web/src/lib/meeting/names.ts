// SPDX-License-Identifier: Apache-2.0
import type { Role } from '../signalling/messages';

/** `host`: of somebody who is none, and like a host's. `same`: two have it. */
export type NameMark = 'host' | 'same';

type Named = { id: string; name: string; role?: Role };

/** Maps what looks alike to one spelling; the table is large and loads when it is first wanted. */
export type Fold = (text: string) => string;

let table: Promise<Fold> | undefined;
export function loadFold(): Promise<Fold> {
  table ??= import('unhomoglyph').then(({ default: fold }) => fold);
  return table;
}

/** What is left of a name for the eye: look-alikes folded, marks, blanks and what cannot be seen away (in the manner of UTS #39). */
export function skeleton(name: string, fold: Fold): string {
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/[\p{M}\p{Cf}\p{Cc}\p{Z}\p{P}]/gu, '')
      .toLowerCase();
  // Folding before the case is gone and after finds letters of either case; I, l and i are then one.
  return plain(fold(plain(fold(name.normalize('NFKC'))))).replace(/[il1|]/g, 'l');
}

/** Which names mislead, by id. */
export function markNames(people: readonly Named[], fold: Fold): Map<string, NameMark> {
  const named = people.filter((p) => p.name !== '').map((p) => ({ ...p, shape: skeleton(p.name, fold) }));
  const leads = (p: Named) => p.role === 'host' || p.role === 'cohost';
  const hosts = new Set(named.filter(leads).map((p) => p.shape));
  const times = new Map<string, number>();
  for (const { shape } of named) times.set(shape, (times.get(shape) ?? 0) + 1);
  const marks = new Map<string, NameMark>();
  for (const person of named) {
    if (!leads(person) && hosts.has(person.shape)) marks.set(person.id, 'host');
    else if ((times.get(person.shape) ?? 0) > 1 && !(leads(person) && !twice(named.filter(leads), person)))
      marks.set(person.id, 'same');
  }
  return marks;
}

/** A host whose name somebody imitates is not the one to be marked. */
const twice = (hosts: { shape: string }[], { shape }: { shape: string }) =>
  hosts.filter((h) => h.shape === shape).length > 1;
