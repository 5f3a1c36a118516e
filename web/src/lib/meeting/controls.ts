// SPDX-License-Identifier: Apache-2.0
import type { Askable, ClientMessage, Role, Stoppable } from '../signalling/messages';
import type { Settings } from '../signalling/settings';

/** What people do to each other and to the meeting. Says it to the server, which decides; what comes of it comes back as messages. */
export class Controls {
  constructor(private readonly send: (message: ClientMessage) => void) {}

  change(settings: Partial<Settings>): void {
    this.send({ type: 'settings', ...settings });
  }

  /** One who waits, or all. */
  admit(participant?: string): void {
    this.send({ type: 'admit', ...(participant !== undefined && { participant }) });
  }

  refuse(participant?: string): void {
    this.send({ type: 'refuse', ...(participant !== undefined && { participant }) });
  }

  /** Back into the waiting room. */
  hold(participant: string): void {
    this.send({ type: 'hold', participant });
  }

  remove(participant: string, keepOut: boolean): void {
    this.send({ type: 'remove', participant, keepOut });
  }

  /** Lets somebody who is kept out come again. */
  lift(removal: string): void {
    this.send({ type: 'lift', removal });
  }

  lock(locked: boolean): void {
    this.send({ type: 'lock', locked });
  }

  /** One person's, or everybody's but the hosts'. */
  stop(source: Stoppable, participant?: string): void {
    this.send({ type: 'stop', source, ...(participant !== undefined && { participant }) });
  }

  ask(source: Askable, participant: string): void {
    this.send({ type: 'ask', source, participant });
  }

  role(participant: string, role: Role): void {
    this.send({ type: 'role', participant, role });
  }

  spotlight(participants: string[]): void {
    this.send({ type: 'spotlight', participants });
  }

  /** "Stop everything", and its end. */
  halt(halted: boolean): void {
    this.send({ type: 'halt', halted });
  }

  notice(text: string): void {
    this.send({ type: 'notice', text });
  }

  /** The own hand, or as a host the hand of another (`'*'`: of all), which one can only lower. */
  hand(raised: boolean, participant?: string): void {
    this.send({ type: 'hand', raised, ...(participant !== undefined && { participant }) });
  }

  rename(name: string, participant?: string): void {
    this.send({ type: 'rename', name, ...(participant !== undefined && { participant }) });
  }

  report(participant: string, text: string): void {
    this.send({ type: 'report', participant, text });
  }
}
