// SPDX-License-Identifier: Apache-2.0
/** Two peer connections in one page, each with a worker of its own; driven by run.mjs through `window.lab`. */
import { E2ee, type E2eeEvent } from '../src/lib/e2ee/client';
import type { Stats } from '../src/lib/e2ee/protocol';
import type { Roster } from '../src/lib/e2ee/session/events';
import { unsupported } from '../src/lib/e2ee/support';
import { type Member, PageDelivery } from './delivery';
import { measureCommits } from './measure';

const SETTLE_MS = 20;

async function until<T>(
  what: string,
  ms: number,
  test: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const result = await test();
    if (result !== undefined && result !== false) return result;
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
    await new Promise((done) => setTimeout(done, SETTLE_MS));
  }
}

class Device implements Member {
  readonly e2ee: E2ee;
  readonly events: E2eeEvent[] = [];
  roster: Roster | undefined;
  #stats: Stats | undefined;

  constructor(
    readonly name: string,
    delivery: PageDelivery,
  ) {
    this.e2ee = new E2ee({
      send: (message) => void delivery.receive(this, message),
      event: (event) => {
        if (event.type === 'stats') this.#stats = event.stats;
        else this.events.push(event);
        if (event.type === 'roster') this.roster = event.roster;
      },
    });
  }

  signal(message: object): void {
    this.e2ee.signal(message);
  }

  join(): void {
    this.e2ee.admitted(this.name, 'browser');
  }

  async stats(): Promise<Stats> {
    this.#stats = undefined;
    this.e2ee.askStats();
    return until('stats', 2_000, () => this.#stats);
  }
}

interface Counts {
  video: number;
  audio: number;
}

class Call {
  readonly from = new RTCPeerConnection();
  readonly to = new RTCPeerConnection();
  readonly videos: HTMLVideoElement[] = [];

  constructor(
    readonly ada: Device,
    readonly lin: Device,
  ) {}

  async connect(codec: string, stream: MediaStream, dependencyDescriptor: boolean): Promise<boolean> {
    const { from, to } = this;
    from.onicecandidate = (e) => void (e.candidate && to.addIceCandidate(e.candidate));
    to.onicecandidate = (e) => void (e.candidate && from.addIceCandidate(e.candidate));
    const [audio] = stream.getAudioTracks();
    const [video] = stream.getVideoTracks();
    const mic = from.addTransceiver(audio!, { direction: 'sendonly' });
    const encoding: RTCRtpEncodingParameters & { scalabilityMode?: string } = dependencyDescriptor
      ? { scalabilityMode: 'L1T1' }
      : {};
    const cam = from.addTransceiver(video!, { direction: 'sendonly', sendEncodings: [encoding] });
    const all = RTCRtpReceiver.getCapabilities('video')!.codecs;
    const wanted = all.filter((c) => c.mimeType.toLowerCase() === `video/${codec}`);
    if (wanted.length === 0) return false;
    cam.setCodecPreferences([...wanted, ...all.filter((c) => c.mimeType.endsWith('rtx'))]);
    this.ada.e2ee.protectSender(mic.sender, 'microphone');
    this.ada.e2ee.protectSender(cam.sender, 'camera');
    to.ontrack = ({ track, receiver, transceiver }) => {
      this.lin.e2ee.protectReceiver(receiver, transceiver.mid!);
      const element = document.createElement('video');
      element.muted = true;
      element.srcObject = new MediaStream([track]);
      void element.play().catch(() => undefined);
      this.videos.push(element);
    };
    await from.setLocalDescription();
    await to.setRemoteDescription(from.localDescription!);
    await to.setLocalDescription();
    await from.setRemoteDescription(to.localDescription!);
    this.ada.e2ee.negotiated(to.localDescription!.sdp);
    this.lin.e2ee.negotiated(to.localDescription!.sdp);
    await until('connected', 10_000, () => (to.connectionState === 'connected' ? true : undefined));
    return true;
  }

  show(participant: string): void {
    const [mic, cam] = this.to.getTransceivers();
    this.lin.e2ee.slots([
      { slot: mic!.mid!, participant, source: 'microphone' },
      { slot: cam!.mid!, participant, source: 'camera' },
    ]);
  }

  async counts(): Promise<Counts> {
    const counts = { video: 0, audio: 0 };
    for (const report of (await this.to.getStats()).values()) {
      if (report.type !== 'inbound-rtp') continue;
      if (report.kind === 'video') counts.video = report.framesDecoded ?? 0;
      // Concealed samples are what a decoder makes up when nothing comes.
      else counts.audio = Math.max(0, (report.totalSamplesReceived ?? 0) - (report.concealedSamples ?? 0));
    }
    return counts;
  }

  async rises(ms: number): Promise<number> {
    const before = await this.counts();
    const began = performance.now();
    await until('frames are decoded', ms, async () => {
      const now = await this.counts();
      return now.video > before.video + 5 && now.audio > before.audio ? true : undefined;
    });
    return performance.now() - began;
  }

  /** What more was decoded in this time, once what was under way has arrived. */
  async stays(ms: number): Promise<Counts> {
    await new Promise((done) => setTimeout(done, 500));
    const before = await this.counts();
    await new Promise((done) => setTimeout(done, ms));
    const after = await this.counts();
    return { video: after.video - before.video, audio: after.audio - before.audio };
  }

  close(): void {
    this.from.close();
    this.to.close();
    for (const video of this.videos) video.remove();
  }
}

async function call(codec: string, dependencyDescriptor: boolean) {
  const delivery = await PageDelivery.make();
  const ada = new Device('ada', delivery);
  const lin = new Device('lin', delivery);
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 640, height: 360 },
  });
  const one = new Call(ada, lin);
  const log: Record<string, unknown> = { codec, dependencyDescriptor };
  try {
    if (!(await one.connect(codec, stream, dependencyDescriptor))) return { codec, missing: true };
    one.show('ada');
    log['without any keys'] = await one.stays(700);
    ada.join();
    await until('ada is in', 5_000, () => ada.roster);
    log['before lin is in'] = await one.stays(1_000);
    lin.join();
    const joined = performance.now();
    await until('lin is in', 5_000, () => lin.roster);
    log['ms to keys'] = performance.now() - joined;
    log['ms to first frames'] = await one.rises(6_000);
    log['same safety code'] = ada.roster?.safetyCode === lin.roster?.safetyCode;

    lin.events.length = 0;
    const before = await lin.stats();
    for (let i = 0; i < 4; i++) {
      const epoch = delivery.epoch + 1;
      delivery.rotate(i % 2 === 0 ? ada : lin);
      await until('a new epoch', 3_000, () =>
        lin.roster?.epoch === epoch && ada.roster?.epoch === epoch ? true : undefined,
      );
      await one.rises(3_000);
    }
    await new Promise((done) => setTimeout(done, 700));
    const after = await lin.stats();
    const dropped = (stats: Stats) => stats.receiving.reduce((n, r) => n + r.dropped, 0);
    log['dropped over four rotations'] = dropped(after) - dropped(before);
    log['troubles over four rotations'] = lin.events.flatMap((e) =>
      e.type === 'slot' && e.trouble ? [e.trouble] : [],
    );

    one.show('mo');
    log['in the tile of another'] = await one.stays(1_200);
    one.show('ada');
    log['ms to heal'] = await one.rises(6_000);
    log['sending'] = (await ada.stats()).sending;
    log['receiving'] = (await lin.stats()).receiving;
    log['alarms'] = [...ada.events, ...lin.events].filter((e) => e.type === 'alarm' || e.type === 'failed');

    const strangers = await PageDelivery.make();
    const eve = new Device('eve', strangers);
    const twin = new Device('ada', strangers);
    twin.join();
    await until('twin is in', 5_000, () => twin.roster);
    eve.join();
    await until('eve is in', 5_000, () => eve.roster);
    const tapped = new Call(ada, eve);
    await tapped.connect(codec, stream, dependencyDescriptor);
    tapped.show('ada');
    log['with the keys of another group'] = await tapped.stays(1_500);
    tapped.close();
    for (const device of [eve, twin]) device.e2ee.close();
  } finally {
    one.close();
    for (const track of stream.getTracks()) track.stop();
    for (const device of [ada, lin]) device.e2ee.close();
  }
  return log;
}

declare global {
  interface Window {
    lab: { call: typeof call; unsupported: typeof unsupported; measureCommits: typeof measureCommits };
  }
}
window.lab = { call, unsupported, measureCommits };
