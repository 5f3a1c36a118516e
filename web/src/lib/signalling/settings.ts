// SPDX-License-Identifier: Apache-2.0
import * as v from 'valibot';

/** Each setting with its values from loose to tight, the ordinary one marked in {@link ORDINARY} ("Settings" in docs/protocol.md). */
export const VALUES = {
  waitingRoom: ['off', 'guests', 'everyone'],
  subscribersOnly: [false, true],
  registeredOnly: [false, true],
  chat: ['everyone', 'host', 'off'],
  unmute: ['everyone', 'host'],
  video: ['everyone', 'host'],
  share: ['everyone', 'host'],
  rename: ['everyone', 'host'],
  chime: ['off', 'host', 'everyone'],
  endpointsOnly: [false, true],
} as const;

export type SettingName = keyof typeof VALUES;
export type Settings = { [K in SettingName]: (typeof VALUES)[K][number] };
/** Who may write: everybody; hosts to everybody and others to hosts; nobody. */
export type ChatPolicy = Settings['chat'];

export const ORDINARY: Settings = {
  waitingRoom: 'guests',
  subscribersOnly: false,
  registeredOnly: false,
  chat: 'everyone',
  unmute: 'everyone',
  video: 'everyone',
  share: 'everyone',
  rename: 'everyone',
  chime: 'everyone',
  endpointsOnly: false,
};

/** What nobody has tightened. */
export const LOOSEST: Settings = {
  waitingRoom: 'off',
  subscribersOnly: false,
  registeredOnly: false,
  chat: 'everyone',
  unmute: 'everyone',
  video: 'everyone',
  share: 'everyone',
  rename: 'everyone',
  chime: 'off',
  endpointsOnly: false,
};

export const All = (otherwise: Settings) =>
  v.object({
    waitingRoom: v.fallback(v.picklist(VALUES.waitingRoom), otherwise.waitingRoom),
    subscribersOnly: v.fallback(v.boolean(), otherwise.subscribersOnly),
    registeredOnly: v.fallback(v.boolean(), otherwise.registeredOnly),
    chat: v.fallback(v.picklist(VALUES.chat), otherwise.chat),
    unmute: v.fallback(v.picklist(VALUES.unmute), otherwise.unmute),
    video: v.fallback(v.picklist(VALUES.video), otherwise.video),
    share: v.fallback(v.picklist(VALUES.share), otherwise.share),
    rename: v.fallback(v.picklist(VALUES.rename), otherwise.rename),
    chime: v.fallback(v.picklist(VALUES.chime), otherwise.chime),
    endpointsOnly: v.fallback(v.boolean(), otherwise.endpointsOnly),
  });

/** What one level of policy says: what it does not name is left to the level above. */
const Said = v.partial(
  v.object({
    waitingRoom: v.picklist(VALUES.waitingRoom),
    subscribersOnly: v.boolean(),
    chat: v.picklist(VALUES.chat),
    unmute: v.picklist(VALUES.unmute),
    video: v.picklist(VALUES.video),
    share: v.picklist(VALUES.share),
    rename: v.picklist(VALUES.rename),
    chime: v.picklist(VALUES.chime),
    endpointsOnly: v.boolean(),
  }),
);
const Whole = v.object({ defaults: All(ORDINARY), floor: All(LOOSEST) });

/** What organisation or host have set and fixed for meetings ("Policy" in docs/api.md). */
export const Policy = v.object({
  own: v.object({ defaults: Said, floor: Said }),
  above: Whole,
  effective: Whole,
});
export type Policy = v.InferOutput<typeof Policy>;

/** A server that says nothing of a setting has it as it ordinarily is. */
export const Rules = v.object({
  locked: v.nullish(v.boolean(), false),
  halted: v.nullish(v.boolean(), false),
  spotlight: v.nullish(v.pipe(v.array(v.string()), v.maxLength(50)), []),
  settings: v.nullish(All(ORDINARY), ORDINARY),
  floor: v.nullish(All(LOOSEST), LOOSEST),
});
export type Rules = v.InferOutput<typeof Rules>;

/** Whether a value is looser than what the operator fixed: then the server refuses it. */
export function belowFloor<K extends SettingName>(floor: Settings, name: K, value: Settings[K]): boolean {
  const order: readonly unknown[] = VALUES[name];
  return order.indexOf(value) < order.indexOf(floor[name]);
}

/** Nothing is left to choose: the tightest is prescribed. */
export function isFixed(floor: Settings, name: SettingName): boolean {
  return VALUES[name].at(-1) === floor[name];
}

/** Nobody may write, whatever is set, because the operator fixed it so. */
export const chatFixedOff = (rules: Rules): boolean => rules.floor.chat === 'off';
