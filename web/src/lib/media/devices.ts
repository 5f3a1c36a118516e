// SPDX-License-Identifier: Apache-2.0
import { get, writable, type Readable } from 'svelte/store';

export type Kind = 'microphone' | 'camera';

/** Why a device is not there, in terms that a person can mend. */
export type Problem = 'insecure' | 'denied' | 'missing' | 'busy' | 'failed';

export type Device = {
  /** Whether the person wants it on. A muted microphone stays open, so that unmuting is at once. */
  on: boolean;
  /** Being opened. */
  pending: boolean;
  track: MediaStreamTrack | null;
  /** The device chosen by the person; empty: whatever the system prefers. */
  chosen: string;
  problem: Problem | null;
};

export type Choice = { id: string; label: string };

export type Devices = {
  microphone: Device;
  camera: Device;
  /** The chosen loudspeaker; empty: the system's. */
  speaker: string;
  choices: { microphone: Choice[]; camera: Choice[]; speaker: Choice[] };
};

/** Which devices this person chose last, for the next meeting. Device ids are this origin's own; no secret is among them. */
const REMEMBERED = 'parley.devices';

/**
 * Microphone and camera of this page. One owner; the preview and the meeting read the same state. A camera that is off is
 * closed, so that its light goes out.
 */
export class LocalDevices {
  readonly #state;
  /** Counts the openings of each kind: an older one that comes late is closed at once. */
  readonly #turn = { microphone: 0, camera: 0 };
  readonly #media: MediaDevices | undefined;

  constructor(media: MediaDevices | undefined = navigator.mediaDevices) {
    this.#media = media;
    const remembered = recall();
    const device = (chosen: string): Device => ({
      on: false,
      pending: false,
      track: null,
      chosen,
      problem: null,
    });
    this.#state = writable<Devices>({
      microphone: device(remembered.microphone),
      camera: device(remembered.camera),
      speaker: remembered.speaker,
      choices: { microphone: [], camera: [], speaker: [] },
    });
    media?.addEventListener('devicechange', () => void this.#list());
  }

  get state(): Readable<Devices> {
    return this.#state;
  }

  get now(): Devices {
    return get(this.#state);
  }

  /** Opens what is wanted, with one question to the person where the browser can put it so. */
  async open(wanted: { microphone: boolean; camera: boolean }): Promise<void> {
    if (wanted.microphone && wanted.camera && this.#media) {
      const turns = { microphone: this.#begin('microphone'), camera: this.#begin('camera') };
      try {
        const stream = await this.#media.getUserMedia({
          audio: this.#audio(),
          video: this.#video(),
        });
        this.#opened('microphone', turns.microphone, stream.getAudioTracks()[0] ?? null);
        this.#opened('camera', turns.camera, stream.getVideoTracks()[0] ?? null);
        await this.#list();
        return;
      } catch {
        // One of the two is refused or missing: ask for each alone to learn which.
      }
    }
    await Promise.all([this.turn('microphone', wanted.microphone), this.turn('camera', wanted.camera)]);
  }

  async turn(kind: Kind, on: boolean): Promise<void> {
    const device = this.now[kind];
    if (!on) {
      this.#turn[kind]++;
      if (kind === 'camera') stop(device.track);
      else if (device.track) device.track.enabled = false;
      this.#set(kind, {
        on: false,
        pending: false,
        track: kind === 'camera' ? null : device.track,
      });
      return;
    }
    if (kind === 'microphone' && device.track?.readyState === 'live') {
      device.track.enabled = true;
      this.#set(kind, { on: true, problem: null });
      return;
    }
    await this.#openOne(kind);
  }

  /** Another device, at once when the kind is on, and for the next time. */
  async choose(kind: Kind, id: string): Promise<void> {
    this.#set(kind, { chosen: id });
    this.#remember();
    const device = this.now[kind];
    if (!device.on) {
      stop(device.track);
      this.#set(kind, { track: null });
      return;
    }
    await this.#openOne(kind);
  }

  chooseSpeaker(id: string): void {
    this.#state.update((s) => ({ ...s, speaker: id }));
    this.#remember();
  }

  /** Closes everything: the meeting is over. */
  close(): void {
    for (const kind of ['microphone', 'camera'] as const) {
      this.#turn[kind]++;
      stop(this.now[kind].track);
      this.#set(kind, { on: false, pending: false, track: null });
    }
  }

  async #openOne(kind: Kind): Promise<void> {
    const turn = this.#begin(kind);
    if (!this.#media) return this.#failed(kind, turn, 'insecure');
    try {
      const stream = await this.#media.getUserMedia(
        kind === 'microphone' ? { audio: this.#audio() } : { video: this.#video() },
      );
      this.#opened(kind, turn, stream.getTracks()[0] ?? null);
      await this.#list();
    } catch (error) {
      this.#failed(kind, turn, problemOf(error));
    }
  }

  #begin(kind: Kind): number {
    this.#set(kind, { on: true, pending: true, problem: null });
    return ++this.#turn[kind];
  }

  #opened(kind: Kind, turn: number, track: MediaStreamTrack | null): void {
    if (turn !== this.#turn[kind]) return stop(track);
    if (track === null) return this.#failed(kind, turn, 'missing');
    const before = this.now[kind].track;
    if (before !== track) stop(before);
    if (kind === 'camera') track.contentHint = 'motion';
    track.onended = () => {
      if (this.now[kind].track !== track) return;
      this.#set(kind, { track: null });
      // Unplugged, or the permission was taken back: perhaps there is another one.
      if (this.now[kind].on) void this.#openOne(kind);
    };
    this.#set(kind, { on: true, pending: false, track, problem: null });
  }

  #failed(kind: Kind, turn: number, problem: Problem): void {
    if (turn !== this.#turn[kind]) return;
    stop(this.now[kind].track);
    this.#set(kind, { on: false, pending: false, track: null, problem });
  }

  #audio(): MediaTrackConstraints {
    return {
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...preferring(this.now.microphone.chosen),
    };
  }

  #video(): MediaTrackConstraints {
    return {
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 30 },
      ...preferring(this.now.camera.chosen),
    };
  }

  async #list(): Promise<void> {
    const found = (await this.#media?.enumerateDevices().catch(() => [])) ?? [];
    // Before a permission is given, devices have neither id nor label: nothing to choose from.
    const of = (kind: MediaDeviceKind) =>
      found
        .filter((d) => d.kind === kind && d.deviceId !== '')
        .map((d) => ({ id: d.deviceId, label: d.label || d.deviceId.slice(0, 6) }));
    this.#state.update((s) => ({
      ...s,
      choices: { microphone: of('audioinput'), camera: of('videoinput'), speaker: of('audiooutput') },
    }));
  }

  #set(kind: Kind, change: Partial<Device>): void {
    this.#state.update((s) => ({ ...s, [kind]: { ...s[kind], ...change } }));
  }

  #remember(): void {
    const { microphone, camera, speaker } = this.now;
    try {
      localStorage.setItem(
        REMEMBERED,
        JSON.stringify({ microphone: microphone.chosen, camera: camera.chosen, speaker }),
      );
    } catch {
      // Storage may be switched off; then the choice lasts as long as the page.
    }
  }
}

export function problemOf(error: unknown): Problem {
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}

/** A device that is gone must not hinder: `ideal` falls back to another one. */
function preferring(id: string): MediaTrackConstraints {
  return id === '' ? {} : { deviceId: { ideal: id } };
}

function stop(track: MediaStreamTrack | null): void {
  if (!track) return;
  track.onended = null;
  track.stop();
}

function recall(): Record<Kind | 'speaker', string> {
  const nothing = { microphone: '', camera: '', speaker: '' };
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return nothing;
    const text = (key: string) => {
      const value = (stored as Record<string, unknown>)[key];
      return typeof value === 'string' ? value : '';
    };
    return { microphone: text('microphone'), camera: text('camera'), speaker: text('speaker') };
  } catch {
    return nothing;
  }
}
