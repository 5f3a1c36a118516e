// SPDX-License-Identifier: Apache-2.0
/** The messages of docs/end-to-end.md, Messages: what the delivery service says is checked here, not trusted. */
import { type Bytes, fromBase64Url, Malformed } from '../bytes';

export type JoinReason = 'new' | 'lost' | 'bad-commit' | 'bad-welcome';

export type ToServer =
  | {
      readonly type: 'mls-join';
      readonly keyPackage: string;
      readonly reason: JoinReason;
      readonly epoch?: number;
    }
  | { readonly type: 'mls-sync'; readonly groupId: string; readonly epoch: number; readonly sequence: number }
  | { readonly type: 'mls-created'; readonly groupInfo: string }
  | {
      readonly type: 'mls-commit';
      readonly epoch: number;
      readonly round: number;
      readonly commit: string;
      readonly welcome?: string;
    }
  | {
      readonly type: 'mls-application';
      readonly id: number;
      readonly epoch: number;
      readonly message: string;
      readonly to?: string;
    };

interface Group {
  readonly groupId: Bytes;
}

export type FromServer =
  | (Group & { readonly type: 'mls-create'; readonly externalSender: Bytes; readonly linkBound: boolean })
  | (Group & {
      readonly type: 'mls-commit-now';
      readonly epoch: number;
      readonly round: number;
      readonly proposals: readonly Bytes[];
      readonly path: boolean;
    })
  | (Group & {
      readonly type: 'mls-commit';
      readonly epoch: number;
      readonly proposals: readonly Bytes[];
      readonly commit: Bytes;
    })
  | (Group & {
      readonly type: 'mls-welcome';
      readonly epoch: number;
      readonly welcome: Bytes;
      readonly tree: Bytes;
      readonly externalSender: Bytes;
      readonly linkBound: boolean;
    })
  | { readonly type: 'mls-rejoin'; readonly reason: string }
  | {
      readonly type: 'mls-application';
      readonly sequence: number;
      readonly from: string;
      readonly epoch: number;
      readonly message: Bytes;
      readonly private: boolean;
    }
  | { readonly type: 'mls-ack'; readonly id: number; readonly sequence: number }
  | {
      readonly type: 'mls-refused';
      readonly re: string;
      readonly reason: string;
      readonly id?: number;
      readonly epoch?: number;
      readonly time?: number;
    };

const MAX_PROPOSALS = 2_100;

/** Throws Malformed; undefined for a message that is not about MLS. Unknown members are ignored. */
export function fromServer(json: unknown): FromServer | undefined {
  if (typeof json !== 'object' || json === null) throw new Malformed('not an object');
  const m = new Members(json as Record<string, unknown>);
  const type = m.text('type');
  switch (type) {
    case 'mls-create':
      return { type, groupId: m.bytes('groupId'), externalSender: m.key(), linkBound: m.flag('linkBound') };
    case 'mls-commit-now':
      return {
        type,
        groupId: m.bytes('groupId'),
        epoch: m.number('epoch'),
        round: m.number('round'),
        proposals: m.list('proposals'),
        path: m.flag('path'),
      };
    case 'mls-commit':
      return {
        type,
        groupId: m.bytes('groupId'),
        epoch: m.number('epoch'),
        proposals: m.list('proposals'),
        commit: m.bytes('commit'),
      };
    case 'mls-welcome':
      return {
        type,
        groupId: m.bytes('groupId'),
        epoch: m.number('epoch'),
        welcome: m.bytes('welcome'),
        tree: m.bytes('tree'),
        externalSender: m.key(),
        linkBound: m.flag('linkBound'),
      };
    case 'mls-rejoin':
      return { type, reason: m.text('reason') };
    case 'mls-application':
      return {
        type,
        sequence: m.number('sequence'),
        from: m.text('from'),
        epoch: m.number('epoch'),
        message: m.bytes('message'),
        private: m.has('private') && m.flag('private'),
      };
    case 'mls-ack':
      return { type, id: m.number('id'), sequence: m.number('sequence') };
    case 'mls-refused':
      return {
        type,
        re: m.text('re'),
        reason: m.text('reason'),
        ...(m.has('id') && { id: m.number('id') }),
        ...(m.has('epoch') && { epoch: m.number('epoch') }),
        ...(m.has('time') && { time: m.number('time') }),
      };
    default:
      return undefined;
  }
}

class Members {
  constructor(private readonly json: Record<string, unknown>) {}

  has(name: string): boolean {
    return this.json[name] !== undefined && this.json[name] !== null;
  }

  text(name: string): string {
    const value = this.json[name];
    if (typeof value !== 'string') throw new Malformed(`${name} is not a string`);
    return value;
  }

  number(name: string): number {
    const value = this.json[name];
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw new Malformed(`${name} is not a whole number`);
    }
    return value;
  }

  flag(name: string): boolean {
    const value = this.json[name];
    if (typeof value !== 'boolean') throw new Malformed(`${name} is not true or false`);
    return value;
  }

  bytes(name: string): Bytes {
    return fromBase64Url(this.text(name));
  }

  key(): Bytes {
    const key = this.bytes('externalSender');
    if (key.length !== 32) throw new Malformed('externalSender is not a key');
    return key;
  }

  list(name: string): Bytes[] {
    const value = this.json[name];
    if (!Array.isArray(value) || value.length > MAX_PROPOSALS) throw new Malformed(`${name} is not a list`);
    return value.map((text) => {
      if (typeof text !== 'string') throw new Malformed(`${name} is not a list of strings`);
      return fromBase64Url(text);
    });
  }
}
