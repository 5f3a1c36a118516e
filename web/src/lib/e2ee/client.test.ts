// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { E2ee, type E2eeEvent, PING_EVERY_MS, PINGS_MISSED } from './client';
import type { FromWorker, ToWorker } from './protocol';

/** A worker whose inside is the test. */
class Pretended {
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  answers = true;
  ended = false;
  asked = 0;

  postMessage(message: ToWorker): void {
    if (message.type !== 'ping') return;
    this.asked++;
    if (this.answers) this.onmessage?.({ data: { type: 'pong' } });
  }

  terminate(): void {
    this.ended = true;
  }
}

let worker: Pretended;
let events: E2eeEvent[];
let e2ee: E2ee;

beforeEach(() => {
  vi.useFakeTimers();
  worker = new Pretended();
  events = [];
  e2ee = new E2ee(
    { send: () => undefined, event: (event) => events.push(event) },
    worker as unknown as Worker,
  );
});
afterEach(() => void vi.useRealTimers());

test('a worker that answers is left alone', () => {
  vi.advanceTimersByTime(60_000);
  expect(worker.asked).toBe(60);
  expect(events).toEqual([]);
});

test('a worker that is gone without a word is found out, once', () => {
  vi.advanceTimersByTime(10_000);
  worker.answers = false;
  vi.advanceTimersByTime((PINGS_MISSED + 1) * PING_EVERY_MS);
  expect(events).toEqual([{ type: 'failed', detail: 'the worker does not answer' }]);
  vi.advanceTimersByTime(60_000);
  expect(events).toHaveLength(1);
});

test('a busy one is waited for', () => {
  worker.answers = false;
  vi.advanceTimersByTime(PINGS_MISSED * PING_EVERY_MS);
  worker.onmessage?.({ data: { type: 'ready' } });
  worker.answers = true;
  vi.advanceTimersByTime(60_000);
  expect(events).toEqual([]);
});

test('nothing is asked after the end', () => {
  e2ee.close();
  vi.advanceTimersByTime(60_000);
  expect(worker).toMatchObject({ asked: 0, ended: true });
});
