// SPDX-License-Identifier: Apache-2.0
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/lib/e2ee/clock';
import { Device, TestServer } from '../../src/lib/e2ee/testing/server';
import type { Participant, ServerMessage } from '../../src/lib/signalling/messages';
import { person as anybody, rules } from '../../src/lib/meeting/testing';

/**
 * Replaces RTCPeerConnection in the page by one without a network, whose receiving sections show painted people: enough to
 * look at the meeting page with many of them. Sent to the browser as text, so it may use nothing from outside.
 */
function paintedPeers(): void {
  const painted = (hue: number): MediaStreamTrack => {
    const canvas = document.createElement('canvas');
    canvas.width = 640;
    canvas.height = 360;
    const context = canvas.getContext('2d')!;
    const paint = () => {
      const t = performance.now() / 1000;
      context.fillStyle = `hsl(${hue} 28% 62%)`;
      context.fillRect(0, 0, 640, 360);
      context.fillStyle = `hsl(${(hue + 30) % 360} 25% 78%)`;
      context.fillRect(420, 30, 160, 130);
      const sway = Math.sin(t + hue) * 4;
      context.fillStyle = `hsl(${(hue + 180) % 360} 30% 32%)`;
      context.beginPath();
      context.ellipse(320 + sway, 380, 170, 150, 0, 0, 7);
      context.fill();
      context.fillStyle = `hsl(${20 + (hue % 15)} 42% ${52 + (hue % 20)}%)`;
      context.beginPath();
      context.ellipse(320 + sway, 170, 66, 84, 0, 0, 7);
      context.fill();
      context.fillStyle = `hsl(${hue % 40} 35% ${14 + (hue % 22)}%)`;
      context.beginPath();
      context.ellipse(320 + sway, 132, 74, 62, 0, Math.PI, 2 * Math.PI);
      context.fill();
    };
    paint();
    setInterval(paint, 60);
    return canvas.captureStream(15).getVideoTracks()[0]!;
  };
  const slide = (): MediaStreamTrack => {
    const canvas = document.createElement('canvas');
    canvas.width = 1600;
    canvas.height = 900;
    const context = canvas.getContext('2d')!;
    const paint = () => {
      context.fillStyle = '#fff';
      context.fillRect(0, 0, 1600, 900);
      context.fillStyle = '#10201e';
      context.font = '600 56px Inter Variable, sans-serif';
      context.fillText('Plan for the spring', 110, 150);
      context.font = '30px Inter Variable, sans-serif';
      ['Two towns, one timetable', 'What the first month has shown', 'Who looks after the stations'].forEach(
        (line, i) => context.fillText(`${i + 1}.  ${line}`, 110, 250 + i * 62),
      );
      [310, 420, 380, 520, 610, 700].forEach((h, i) => {
        context.fillStyle = i === 5 ? '#0b6b63' : '#9fc9c4';
        context.fillRect(820 + i * 110, 820 - h * 0.75, 78, h * 0.75);
      });
    };
    paint();
    setInterval(paint, 200);
    return canvas.captureStream(5).getVideoTracks()[0]!;
  };

  class Transceiver {
    mid: string | null = null;
    receiver: { track: MediaStreamTrack };
    sender = { track: null as MediaStreamTrack | null, replaceTrack: () => Promise.resolve() };
    constructor(kind: string, n: number, receives: boolean) {
      this.receiver = {
        track:
          kind === 'video' && receives
            ? n === 13
              ? slide()
              : painted((n * 67) % 360)
            : new MediaStreamTrackish(),
      };
    }
  }
  const MediaStreamTrackish = function () {
    return new AudioContext().createMediaStreamDestination().stream.getAudioTracks()[0]!;
  } as unknown as new () => MediaStreamTrack;

  class Painted {
    connectionState = 'new';
    iceConnectionState = 'new';
    localDescription: { sdp: string } | null = null;
    onconnectionstatechange: (() => void) | null = null;
    oniceconnectionstatechange: (() => void) | null = null;
    #all: Transceiver[] = [];
    addTransceiver(of: string | MediaStreamTrack, init: { direction: string }) {
      const kind = typeof of === 'string' ? of : of.kind;
      const one = new Transceiver(kind, this.#all.length, init.direction === 'recvonly');
      this.#all.push(one);
      return one;
    }
    createOffer() {
      return Promise.resolve({ type: 'offer', sdp: 'painted' });
    }
    setLocalDescription() {
      this.localDescription = { sdp: 'painted' };
      this.#all.forEach((t, i) => (t.mid = String(i)));
      return Promise.resolve();
    }
    setRemoteDescription() {
      this.connectionState = 'connected';
      setTimeout(() => this.onconnectionstatechange?.());
      return Promise.resolve();
    }
    restartIce() {}
    getStats() {
      return Promise.resolve(new Map());
    }
    close() {}
  }
  (window as { RTCPeerConnection: unknown }).RTCPeerConnection = Painted;
}

export type Scene = { self?: Partial<Participant>; others: (Partial<Participant> & { name: string })[] };

/** The other end of the signalling, as a server would speak it, for one page. */
export class Host {
  settings = {
    webinar: false,
    rules: rules(),
    linkBound: false,
    passcode: true,
    postQuantum: false,
  };
  /** The other members of the encryption group are real ones. */
  keys: TestServer | undefined;
  /** Members of the group that the roster does not show. */
  ghosts: string[] = [];
  readonly others = new Map<string, Device>();
  #page: Device | undefined;
  private send: (message: ServerMessage | { type: string }) => void = () => undefined;
  private close: (code: number) => void = () => undefined;
  readonly heard: { type: string; [member: string]: unknown }[] = [];
  people: Participant[] = [];

  constructor(private readonly scene: Scene) {}

  async attach(page: Page, waitFirst: false | 'host' | 'room' = false): Promise<void> {
    await this.encrypt(...this.scene.others.map((_, i) => `p${i}`), ...this.ghosts);
    await page.addInitScript(paintedPeers);
    await page.routeWebSocket(/\/api\/v1\/signal$/, (socket) => {
      this.send = (message) => socket.send(JSON.stringify(message));
      this.close = (code) => void socket.close({ code });
      socket.onMessage((text) => {
        const message = JSON.parse(String(text)) as { type: string; id?: number; t?: number };
        this.heard.push(message);
        if (message.type === 'hello') {
          if (waitFirst) this.send({ type: 'waiting', for: waitFirst } as ServerMessage);
          else this.admit();
        }
        if (message.type.startsWith('mls-') && this.#page) this.keys?.receive(this.#page, message as never);
        if (message.type === 'ping') this.send({ type: 'pong', t: message.t ?? 0 });
        if (message.type === 'offer') {
          this.send({ type: 'answer', id: message.id ?? 0, sdp: 'painted' });
          this.feed();
        }
      });
    });
  }

  admit(): void {
    const person = (id: string, more: Partial<Participant>): Participant =>
      anybody(id, { name: id, microphone: true, camera: true, ...more });
    this.people = [
      person('me', { name: 'Ada Quinn', ...this.scene.self }),
      ...this.scene.others.map((other, i) => person(`p${i}`, other)),
    ];
    this.send({
      type: 'admitted',
      participant: 'me',
      resume: 'token',
      media: 'm1',
      meeting: {
        number: '12345678901',
        title: 'Spring timetable',
        startedAt: Date.now() - 754_000,
        ...this.settings,
      },
      roster: this.people,
    });
  }

  /** A group in which the others are before the page comes. */
  private async encrypt(...ids: string[]): Promise<void> {
    const keys = await TestServer.make();
    for (const id of ids) {
      const device = new Device(id, keys, systemClock);
      this.others.set(id, device);
      await device.session.admitted();
      await keys.settle(device);
    }
    this.keys = keys;
    // The page's member lives in its worker: here is only its end of the line.
    this.#page = {
      name: 'me',
      connected: true,
      session: { receive: async (message: { type: string }) => this.send(message) },
    } as unknown as Device;
  }

  /** Not let in, and why. */
  turnAway(code: string): void {
    this.send({ type: 'error', code, detail: '' } as ServerMessage);
    this.close(4003);
  }

  say(message: ServerMessage): void {
    this.send(message);
  }

  /** Sections 8 to 13 are the video slots of the first offer; a screen is fed by the last of them. */
  feed(): void {
    const others = this.people.filter((p) => p.id !== 'me');
    const sharer = others.find((p) => p.screen);
    const mids = Array.from({ length: 60 }, (_, i) => String(i + 8)).filter((m) => m !== '13' || !sharer);
    this.send({
      type: 'slots',
      slots: [
        ...others
          .filter((p) => p.camera)
          .map((p, i) => ({ mid: mids[i] ?? '', participant: p.id, source: 'camera' as const })),
        ...(sharer ? [{ mid: '13', participant: sharer.id, source: 'screen' as const }] : []),
      ],
    });
  }
}
