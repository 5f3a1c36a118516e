// SPDX-License-Identifier: Apache-2.0
import * as v from 'valibot';

/**
 * What brings this tab back into its meeting after a reload, without a click. In sessionStorage: it belongs to the tab, and
 * ends with it. The token is a secret of this participant alone.
 */
const Seat = v.object({
  resume: v.string(),
  name: v.string(),
  microphone: v.boolean(),
  camera: v.boolean(),
});
export type Seat = v.InferOutput<typeof Seat>;

const key = (number: string) => `parley.seat.${number}`;

export function takeSeat(number: string, seat: Seat): void {
  try {
    sessionStorage.setItem(key(number), JSON.stringify(seat));
  } catch {
    // Without storage a reload asks again; nothing else is lost.
  }
}

export function seatAt(number: string): Seat | null {
  try {
    const read = v.safeParse(Seat, JSON.parse(sessionStorage.getItem(key(number)) ?? 'null'));
    return read.success ? read.output : null;
  } catch {
    return null;
  }
}

export function giveUpSeat(number: string): void {
  try {
    sessionStorage.removeItem(key(number));
  } catch {
    // Nothing was stored then.
  }
}

/** The name is kept for the next meeting, in this browser only. It is no secret. */
const NAME = 'parley.name';

export function rememberedName(): string {
  try {
    return localStorage.getItem(NAME) ?? '';
  } catch {
    return '';
  }
}

export function rememberName(name: string): void {
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // Then it is typed again.
  }
}
