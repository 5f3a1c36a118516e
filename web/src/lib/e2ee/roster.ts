// SPDX-License-Identifier: Apache-2.0
/** Who can decrypt, as the page shows it: the MLS roster, beside what the server says of the same people. */
import type { Kind } from './mls/identity';
import type { Roster } from './session/events';

export interface ServerParticipant {
  readonly id: string;
  readonly name: string;
}

export interface Listener {
  readonly participant: string;
  /** The server's word; missing for a listener it does not name. */
  readonly name?: string;
  readonly kind?: Kind;
  readonly fingerprint?: string;
  readonly since?: number;
  readonly self: boolean;
  /** `unknown`: in the group, but the server's roster hides it. `not-yet`: in the server's roster, without keys. */
  readonly can: 'decrypt' | 'unknown' | 'not-yet';
}

const CONNECTORS: ReadonlySet<Kind> = new Set(['phone', 'room', 'recorder']);

export interface WhoCanDecrypt {
  readonly listeners: readonly Listener[];
  /** `endpoints`: only people's own devices. `connectors`: some that decrypt on this server. `alarm`: somebody unnamed. */
  readonly says: 'endpoints' | 'connectors' | 'alarm' | 'nothing-yet';
  /** How many can decrypt. */
  readonly count: number;
}

export function whoCanDecrypt(mls: Roster | undefined, server: readonly ServerParticipant[]): WhoCanDecrypt {
  const names = new Map(server.map((p) => [p.id, p.name]));
  const inside = (mls?.members ?? []).map((m): Listener => {
    const name = names.get(m.participant);
    const { participant, kind, fingerprint, since, self } = m;
    const can = name === undefined && !self ? 'unknown' : 'decrypt';
    return { participant, ...(name !== undefined && { name }), kind, fingerprint, since, self, can };
  });
  const known = new Set(inside.map((l) => l.participant));
  const outside = server
    .filter((p) => !known.has(p.id))
    .map((p): Listener => ({ participant: p.id, name: p.name, self: false, can: 'not-yet' }));
  const connectors = inside.some((l) => l.kind !== undefined && CONNECTORS.has(l.kind));
  const alarm = inside.some((l) => l.can === 'unknown');
  return {
    listeners: [...inside, ...outside],
    says: mls === undefined ? 'nothing-yet' : alarm ? 'alarm' : connectors ? 'connectors' : 'endpoints',
    count: inside.length,
  };
}
