// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalDevices, type Problem } from './devices';

class Track {
  enabled = true;
  readyState = 'live';
  contentHint = '';
  onended: (() => void) | null = null;
  constructor(readonly kind: 'audio' | 'video') {}
  stop() {
    this.readyState = 'ended';
  }
  getSettings() {
    return { deviceId: `${this.kind}-1` };
  }
}

/** A machine whose devices answer as a test says. */
class Machine {
  asked: MediaStreamConstraints[] = [];
  broken: Partial<Record<'audio' | 'video', string>> = {};
  private held: (() => void)[] | null = null;

  hold() {
    this.held = [];
  }

  release() {
    this.held?.splice(0).forEach((go) => go());
    this.held = null;
  }

  async getUserMedia(constraints: MediaStreamConstraints) {
    this.asked.push(constraints);
    if (this.held) await new Promise<void>((go) => this.held?.push(go));
    const kinds = (['audio', 'video'] as const).filter((kind) => constraints[kind]);
    for (const kind of kinds)
      if (this.broken[kind]) throw Object.assign(new Error(kind), { name: this.broken[kind] });
    const tracks = kinds.map((kind) => new Track(kind));
    return {
      getTracks: () => tracks,
      getAudioTracks: () => tracks.filter((t) => t.kind === 'audio'),
      getVideoTracks: () => tracks.filter((t) => t.kind === 'video'),
    };
  }

  enumerateDevices() {
    return Promise.resolve([
      { kind: 'audioinput', deviceId: 'audio-1', label: 'Headset' },
      { kind: 'videoinput', deviceId: '', label: '' },
    ]);
  }

  addEventListener() {}
}

const both = { microphone: true, camera: true };

describe('microphone and camera', () => {
  let machine: Machine;
  let devices: LocalDevices;

  beforeEach(() => {
    vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
    machine = new Machine();
    devices = new LocalDevices(machine as unknown as MediaDevices);
  });

  afterEach(() => void vi.unstubAllGlobals());

  it('are asked for with one question', async () => {
    await devices.open(both);
    expect(machine.asked).toHaveLength(1);
    expect(devices.now.microphone).toMatchObject({ on: true, pending: false, problem: null });
    expect(devices.now.camera.track?.kind).toBe('video');
    expect(devices.now.choices.microphone).toEqual([{ id: 'audio-1', label: 'Headset' }]);
    expect(devices.now.choices.camera).toEqual([]);
  });

  it('do without the one that is missing', async () => {
    machine.broken.video = 'NotFoundError';
    await devices.open(both);
    expect(devices.now.microphone.on).toBe(true);
    expect(devices.now.camera).toMatchObject({ on: false, track: null, problem: 'missing' });
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotReadableError', 'busy'],
    ['OverconstrainedError', 'missing'],
    ['TypeError', 'failed'],
  ] as [string, Problem][])('turn %s into something to mend', async (name, problem) => {
    machine.broken.audio = name;
    await devices.turn('microphone', true);
    expect(devices.now.microphone.problem).toBe(problem);
  });

  it('are explained where the page is not secure', async () => {
    vi.stubGlobal('navigator', {});
    const none = new LocalDevices();
    await none.open(both);
    expect(none.now.camera.problem).toBe('insecure');
    expect(none.now.microphone.problem).toBe('insecure');
  });

  it('close the camera when it is off, and keep the muted microphone open but silent', async () => {
    await devices.open(both);
    const camera = devices.now.camera.track!;
    const microphone = devices.now.microphone.track!;
    await devices.turn('camera', false);
    await devices.turn('microphone', false);
    expect(camera.readyState).toBe('ended');
    expect(devices.now.camera.track).toBeNull();
    expect(microphone.enabled).toBe(false);
    await devices.turn('microphone', true);
    expect(devices.now.microphone.track).toBe(microphone);
    expect(microphone.enabled).toBe(true);
  });

  it('close a camera that opens after it was switched off again', async () => {
    machine.hold();
    const opening = devices.turn('camera', true);
    await devices.turn('camera', false);
    machine.release();
    await opening;
    expect(devices.now.camera).toMatchObject({ on: false, track: null });
  });

  it('look for another one when the one in use is unplugged', async () => {
    await devices.open(both);
    const first = devices.now.camera.track!;
    first.onended?.(new Event('ended'));
    await vi.waitFor(() => expect(devices.now.camera.track).not.toBeNull());
    expect(devices.now.camera.track).not.toBe(first);
  });
});
