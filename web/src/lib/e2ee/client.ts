// SPDX-License-Identifier: Apache-2.0
/**
 * The page's side: starts the worker, hands signalling messages to and fro, and puts a transform on every sender and receiver. Call
 * {@link E2ee.protectSender} and {@link E2ee.protectReceiver} when a transceiver is made, before the first offer: a frame without transform would go out in the clear.
 */
import type { Kind } from './mls/identity';
import type { FromWorker, Slot, ToWorker, TransformOptions } from './protocol';
import type { ToServer } from './session/wire';
import type { Source } from './sframe/keyid';

export type E2eeEvent = Exclude<FromWorker, { type: 'ready' | 'pong' | 'send' }>;

export interface E2eeEvents {
  /** For the signalling connection, as it is. */
  send(message: ToServer): void;
  event(event: E2eeEvent): void;
}

/** Messages of the signalling protocol that are the worker's. */
export const isForWorker = (message: { readonly type: string }): boolean => message.type.startsWith('mls-');

const newWorker = (): Worker =>
  new Worker(new URL('./e2ee.worker.ts', import.meta.url), { type: 'module', name: 'e2ee' });

/** So often the worker is asked whether it is there, and so many answers may be missing: a large commit can keep it busy for a second. */
export const PING_EVERY_MS = 1_000;
export const PINGS_MISSED = 4;

let spare: Worker | undefined;

/** Starts a worker that the next {@link E2ee} takes: loading it would keep whoever joins waiting. It knows nothing yet. */
export function prepare(): void {
  if (spare !== undefined) return;
  const worker = newWorker();
  // One that can't be loaded is of no use; whoever needs one then tries again, and hears why.
  worker.onerror = () => {
    if (spare === worker) spare = undefined;
  };
  spare = worker;
}

function takeWorker(): Worker {
  const worker = spare ?? newWorker();
  spare = undefined;
  return worker;
}

export class E2ee {
  readonly #worker: Worker;
  /** Counted, not timed: while a machine sleeps nothing is asked. */
  #unanswered = 0;
  readonly #pinger: ReturnType<typeof setInterval>;

  constructor(
    private readonly events: E2eeEvents,
    worker = takeWorker(),
  ) {
    this.#worker = worker;
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#on(event.data);
    worker.onerror = (event) => this.#failed(event.message);
    this.#pinger = setInterval(() => {
      if (this.#unanswered++ >= PINGS_MISSED) this.#failed('the worker does not answer');
      else this.#say({ type: 'ping' });
    }, PING_EVERY_MS);
  }

  /** `postQuantum`: as the meeting is announced. The roster says what the group really is. */
  admitted(
    participant: string,
    kind: Kind,
    link?: { secret: Uint8Array; bound: boolean },
    postQuantum = false,
  ): void {
    this.#say({ type: 'admitted', participant, kind, postQuantum, ...(link && { link }) });
  }

  signal(message: unknown): void {
    this.#say({ type: 'signal', message });
  }

  chat(id: number, text: string, to?: string): void {
    this.#say({ type: 'chat', id, text, ...(to !== undefined && { to }) });
  }

  /** Who feeds which receiving slot: the whole list, at the same moment as the page shows it. */
  slots(slots: readonly Slot[]): void {
    this.#say({ type: 'slots', slots });
  }

  /** After each negotiation: some browsers say only a frame's payload type. */
  negotiated(sdp: string): void {
    this.#say({ type: 'payload-types', types: payloadTypes(sdp) });
  }

  /** Something seems to have been missed: asks the delivery service for it. */
  sync(): void {
    this.#say({ type: 'sync' });
  }

  askStats(): void {
    this.#say({ type: 'stats' });
  }

  protectSender(sender: RTCRtpSender, source: Source): void {
    sender.transform = this.#transform({ side: 'send', source });
  }

  protectReceiver(receiver: RTCRtpReceiver, slot: string): void {
    receiver.transform = this.#transform({ side: 'receive', slot });
  }

  stop(): void {
    this.#say({ type: 'stop' });
  }

  /** Ends the worker too; the secrets go with it. */
  close(): void {
    clearInterval(this.#pinger);
    this.stop();
    this.#worker.terminate();
  }

  #transform(options: TransformOptions): RTCRtpScriptTransform {
    return new RTCRtpScriptTransform(this.#worker, options);
  }

  #say(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #failed(detail: string): void {
    clearInterval(this.#pinger);
    this.events.event({ type: 'failed', detail });
  }

  #on(message: FromWorker): void {
    this.#unanswered = 0;
    switch (message.type) {
      case 'ready':
      case 'pong':
        return;
      case 'send':
        return this.events.send(message.message);
      default:
        return this.events.event(message);
    }
  }
}

/** `a=rtpmap` lines of a session description. */
export function payloadTypes(sdp: string): Record<number, string> {
  const types: Record<number, string> = {};
  let kind = '';
  for (const line of sdp.split(/\r?\n/)) {
    const media = /^m=(audio|video) /.exec(line);
    if (media !== null) kind = media[1]!;
    const map = /^a=rtpmap:(\d{1,3}) ([A-Za-z0-9_.-]+)\//.exec(line);
    if (map !== null && kind !== '') types[Number(map[1])] = `${kind}/${map[2]}`;
  }
  return types;
}
