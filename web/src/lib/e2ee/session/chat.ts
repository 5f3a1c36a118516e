// SPDX-License-Identifier: Apache-2.0
/** Chat on its way out: pending until the server has ordered it; encrypted anew when an epoch ended under it. */
import { toBase64Url } from '../bytes';
import { MlsError, type MlsMember } from '../mls/member';
import type { ChatEvent } from './events';
import type { ToServer } from './wire';

const MAX_PENDING = 50;

interface Pending {
  readonly id: number;
  readonly text: string;
  readonly to?: string;
  /** In its epoch on the way; undefined: waits for the next. */
  sentIn?: number;
}

export class Outbox {
  #pending: Pending[] = [];

  constructor(
    private readonly send: (message: ToServer) => void,
    private readonly tell: (event: ChatEvent) => void,
  ) {}

  async add(member: MlsMember | undefined, id: number, text: string, to?: string): Promise<void> {
    if (this.#pending.some((p) => p.id === id)) return;
    if (this.#pending.length >= MAX_PENDING) return this.tell({ at: 'failed', id, reason: 'too-many' });
    const message: Pending = { id, text, ...(to !== undefined && { to }) };
    this.#pending.push(message);
    if (member !== undefined) await this.#send(member, message);
  }

  /** In a new epoch: what waited for it. */
  async go(member: MlsMember): Promise<void> {
    for (const message of [...this.#pending]) {
      if (message.sentIn === undefined) await this.#send(member, message);
    }
  }

  acknowledged(id: number, sequence: number): void {
    if (this.#take(id) !== undefined) this.tell({ at: 'sent', id, sequence });
  }

  async refused(id: number, reason: string, member: MlsMember | undefined): Promise<void> {
    const message = this.#pending.find((p) => p.id === id);
    if (message === undefined) return;
    if (reason === 'wrong-epoch' || reason === 'removal-pending') {
      // The epoch may have come while the refusal was on its way.
      const moved = member !== undefined && message.sentIn !== undefined && member.epoch > message.sentIn;
      delete message.sentIn;
      if (moved) await this.#send(member, message);
    } else {
      this.#take(id);
      this.tell({ at: 'failed', id, reason });
    }
  }

  /** The connection was lost: nobody knows whether these arrived. */
  interrupted(): void {
    for (const { id, sentIn } of [...this.#pending]) {
      if (sentIn === undefined) continue;
      this.#take(id);
      this.tell({ at: 'failed', id, reason: 'connection' });
    }
  }

  async #send(member: MlsMember, message: Pending): Promise<void> {
    const { id, text, to } = message;
    const { epoch } = member;
    message.sentIn = epoch;
    try {
      const sealed = to === undefined ? await member.encrypt(text) : await member.sealNote(to, text);
      this.send({
        type: 'mls-application',
        id,
        epoch,
        message: toBase64Url(sealed),
        ...(to !== undefined && { to }),
      });
    } catch (e) {
      this.#take(id);
      this.tell({ at: 'failed', id, reason: e instanceof MlsError ? e.message : 'unknown' });
    }
  }

  #take(id: number): Pending | undefined {
    const found = this.#pending.find((p) => p.id === id);
    this.#pending = this.#pending.filter((p) => p !== found);
    return found;
  }
}
