// SPDX-License-Identifier: Apache-2.0
/**
 * The media keys of the epochs that count just now: which is used for sending, which still for receiving, and which counters were
 * used (docs/end-to-end.md, What a member does). One per worker; lives in memory alone, and a worker that starts anew comes into the
 * group by a new leaf in a new epoch, so that no counter is ever used twice with one key.
 *
 * Keys of senders are derived at their first frame. Bounded: at most 17 epochs, and for each only senders in its tree whose frames
 * had a right tag.
 */
import type { Bytes } from '../bytes';
import type { Clock } from '../clock';
import { deriveKey, type SFrameKey, SUITES } from './cipher';
import { encodeKeyId, epochBits, type KeyId, type Source } from './keyid';
import { ReplayWindow } from './replay';

/** A longer time forgives slower members; the keys of who was removed can be used against receivers as long. */
const OLD_EPOCH_MS = 10_000;
const MAX_OLD_EPOCHS = 16;
/**
 * So that slower members have the epoch when frames come (docs/end-to-end.md, Sending media). A newcomer sees and hears nothing so long;
 * members that need longer still lose nothing, since they hold frames back up to a second, but their picture waits.
 */
export const SWITCH_MS = 150;
/** How far ahead an epoch may be for its frames to be waited for. */
const AHEAD = 3;

export interface EpochMembers {
  readonly epoch: number;
  readonly ownLeaf: number;
  /** Leaf index → participant. */
  readonly participants: ReadonlyMap<number, string>;
}

interface Epoch extends EpochMembers {
  readonly baseKey: Bytes;
  readonly keys: Map<number, Promise<SFrameKey>>;
  readonly windows: Map<number, ReplayWindow>;
  readonly counters: Map<Source, number>;
}

export type Found =
  | {
      readonly at: 'key';
      readonly key: SFrameKey;
      readonly participant: string;
      readonly window: ReplayWindow;
    }
  | { readonly at: 'ahead' }
  | { readonly at: 'unknown' };

export class KeyRing {
  #epochs: Epoch[] = [];
  #sending: Epoch | undefined;
  #halted = false;
  #cancel: (() => void)[] = [];
  #listeners = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Called when an epoch came or the ring was emptied. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get current(): EpochMembers | undefined {
    return this.#epochs.at(-1);
  }

  get sendingEpoch(): number | undefined {
    return this.#sending?.epoch;
  }

  /** `atOnce`: the epoch removes somebody, or is our first. */
  add(members: EpochMembers, baseKey: Bytes, atOnce: boolean): void {
    const epoch = { ...members, baseKey, keys: new Map(), windows: new Map(), counters: new Map() };
    const ended = this.#epochs.at(-1);
    this.#epochs.push(epoch);
    if (ended !== undefined) this.#after(OLD_EPOCH_MS, () => this.#drop(ended));
    while (this.#epochs.length > MAX_OLD_EPOCHS + 1) this.#drop(this.#epochs[0]!);
    if (atOnce || (this.#sending === undefined && !this.#halted)) this.#sending = epoch;
    else this.#after(SWITCH_MS, () => this.#switchTo(epoch));
    this.#tell();
  }

  /** Something is wrong with our place in the group: say nothing more with the keys we have. */
  stopSending(): void {
    this.#sending = undefined;
    this.#halted = true;
  }

  /** Out of the group, or into another one: nothing is sent or read any more. */
  clear(): void {
    for (const cancel of this.#cancel) cancel();
    this.#cancel = [];
    for (const epoch of this.#epochs) epoch.baseKey.fill(0);
    this.#epochs = [];
    this.#sending = undefined;
    this.#halted = false;
    this.#tell();
  }

  /** The key and the next counter of a stream of our own; undefined when there is no group: then nothing may be sent. */
  async next(source: Source): Promise<{ key: SFrameKey; ctr: number } | undefined> {
    const epoch = this.#sending;
    if (epoch === undefined) return undefined;
    const ctr = epoch.counters.get(source) ?? 0;
    epoch.counters.set(source, ctr + 1);
    const kid = encodeKeyId(source, epoch.ownLeaf, epoch.epoch);
    return { key: await this.#keyOf(epoch, kid), ctr };
  }

  async find(kid: number, id: KeyId): Promise<Found> {
    const epoch = this.#epochs.findLast((e) => epochBits(e.epoch) === id.epoch);
    if (epoch === undefined) {
      const last = this.current?.epoch;
      if (last === undefined) return { at: 'ahead' };
      const ahead = epochBits(id.epoch - epochBits(last) + 256);
      return { at: ahead >= 1 && ahead <= AHEAD ? 'ahead' : 'unknown' };
    }
    const participant = epoch.participants.get(id.leaf);
    if (participant === undefined) return { at: 'unknown' };
    const key = await this.#keyOf(epoch, kid);
    return { at: 'key', key, participant, window: epoch.windows.get(kid) ?? new ReplayWindow() };
  }

  /** After the tag of a frame was found right: its counter is used up. False when it was meanwhile. */
  accept(kid: number, id: KeyId, ctr: number): boolean {
    const epoch = this.#epochs.findLast((e) => epochBits(e.epoch) === id.epoch);
    if (epoch === undefined) return false;
    let window = epoch.windows.get(kid);
    if (window === undefined) epoch.windows.set(kid, (window = new ReplayWindow()));
    if (!window.fresh(ctr)) return false;
    window.add(ctr);
    return true;
  }

  #keyOf(epoch: Epoch, kid: number): Promise<SFrameKey> {
    let key = epoch.keys.get(kid);
    if (key === undefined) {
      key = deriveKey(SUITES.AES_128_GCM_SHA256_128, kid, epoch.baseKey);
      epoch.keys.set(kid, key);
    }
    return key;
  }

  #switchTo(epoch: Epoch): void {
    if (this.#sending !== undefined && this.#sending.epoch < epoch.epoch) this.#sending = epoch;
  }

  #drop(epoch: Epoch): void {
    if (epoch === this.#sending) this.#sending = this.#epochs.at(-1);
    this.#epochs = this.#epochs.filter((e) => e !== epoch);
    epoch.baseKey.fill(0);
  }

  #after(ms: number, run: () => void): void {
    const cancel = this.clock.after(ms, () => {
      this.#cancel = this.#cancel.filter((c) => c !== cancel);
      run();
    });
    this.#cancel.push(cancel);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
