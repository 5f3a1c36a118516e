// SPDX-License-Identifier: Apache-2.0
import type { Source } from '../signalling/messages';
import { worthReceiving } from './codecs';

export type PeerState = 'connecting' | 'connected' | 'trouble' | 'failed';

/** Puts the transforms on: what is sent and received without one would be in the clear. */
export interface Protection {
  protectSender(sender: RTCRtpSender, source: Source): void;
  protectReceiver(receiver: RTCRtpReceiver, slot: string): void;
}

export interface PeerEvents {
  offer(id: number, sdp: string, tracks: Record<string, Source>): void;
  state(state: PeerState): void;
  /** Receiving sections changed: these are all, by mid. */
  slots(audio: Map<string, MediaStream>, video: Map<string, MediaStream>): void;
  /** The server's answer is in force. */
  answered(sdp: string): void;
}

/** What opens the server's relay, for who is in. */
export interface Relay {
  username: string;
  credential: string;
}

/** The relay is on the port the page came from, whatever a network lets through beside it. */
export const relayHere = (
  { username, credential }: Relay,
  { protocol, hostname, port }: Pick<Location, 'protocol' | 'hostname' | 'port'>,
): RTCIceServer => {
  const [scheme, usual] = protocol === 'https:' ? ['turns', '443'] : ['turn', '80'];
  return { urls: `${scheme}:${hostname}:${port || usual}?transport=tcp`, username, credential };
};

/** Four are enough for any meeting: the server feeds the loudest. */
export const AUDIO_SLOTS = 4;
/** More are asked for in these steps, so that turning a page does not make an offer each time. */
export const VIDEO_STEPS = [6, 12, 25, 49];

/** Lowest first, as the protocol wants it. The sums fit a home uplink of 3 Mbit/s together with a share. */
const LAYERS = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];

/** A `disconnected` often heals by itself within this time; longer, and people notice. */
const HEALS_WITHIN = 2_000;
/** An answer is there within this time, or the offer is made again. */
const ANSWER_WITHIN = 8_000;

/** Video that can be encrypted between the endpoints, and what goes beneath it; frames of another codec would be dropped. */
const SEALABLE = /^video\/(vp8|vp9|av1|h264|rtx|red|ulpfec|flexfec-03)$/i;

type Encoding = RTCRtpEncodingParameters & { scalabilityMode?: string };

/**
 * The one RTCPeerConnection. All sending sections are in the first offer, so that muting, switching the camera and sharing
 * never negotiate: they replace the track. Offers are made one at a time; whoever wants one while another is under way gets it
 * after the answer.
 */
export class Peer {
  readonly #pc: RTCPeerConnection;
  readonly #senders: Record<Source, RTCRtpTransceiver>;
  readonly #audio: RTCRtpTransceiver[] = [];
  readonly #video: RTCRtpTransceiver[] = [];
  readonly #carried: Partial<Record<Source, MediaStreamTrack | null>>;
  readonly #streams = new Map<RTCRtpTransceiver, MediaStream>();
  readonly #names = new Map<RTCRtpTransceiver, string>();
  #named = 0;
  #offered = 0;
  #awaiting: number | null = null;
  #again = false;
  #restart = false;
  #closed = false;
  #heal: ReturnType<typeof setTimeout> | undefined;
  #overdue: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** The id of the media transport at the server. */
    readonly media: string,
    private readonly events: PeerEvents,
    tracks: Partial<Record<Source, MediaStreamTrack | null>>,
    private readonly protection: Protection,
    relay?: Relay,
  ) {
    const pc = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      iceServers: relay ? [relayHere(relay, location)] : [],
    });
    this.#pc = pc;
    this.#carried = { ...tracks };
    const send = (
      kind: 'audio' | 'video',
      track: MediaStreamTrack | null | undefined,
      encodings?: Encoding[],
    ) =>
      pc.addTransceiver(track ?? kind, {
        direction: 'sendonly',
        ...(encodings ? { sendEncodings: encodings } : {}),
      });
    this.#senders = {
      microphone: send('audio', tracks.microphone),
      // Firefox ignores scalabilityMode; Chromium then also negotiates the dependency descriptor.
      camera: send(
        'video',
        tracks.camera,
        LAYERS.map((l) => ({ ...l, scalabilityMode: 'L1T3' })),
      ),
      screen: send('video', tracks.screen, [{ maxBitrate: 2_500_000, scalabilityMode: 'L1T1' } as Encoding]),
      'screen-audio': send('audio', tracks['screen-audio']),
    };
    for (const [source, transceiver] of Object.entries(this.#senders) as [Source, RTCRtpTransceiver][]) {
      protection.protectSender(transceiver.sender, source);
      if (source === 'camera' || source === 'screen')
        prefer(transceiver, RTCRtpSender.getCapabilities('video'), sealable);
    }
    for (let i = 0; i < AUDIO_SLOTS; i++) this.#audio.push(this.#slot('audio'));
    this.#growVideo(VIDEO_STEPS[0]!);

    pc.onconnectionstatechange = () => this.#connection();
    pc.oniceconnectionstatechange = () => this.#connection();
  }

  get connected(): boolean {
    return this.#pc.connectionState === 'connected';
  }

  /** Null sends nothing at all: neither silence nor black. */
  async carry(source: Source, track: MediaStreamTrack | null): Promise<void> {
    // Not sender.track: a replacement may still be under way.
    if ((this.#carried[source] ?? null) === track || this.#closed) return;
    this.#carried[source] = track;
    await this.#senders[source].sender.replaceTrack(track).catch(() => undefined);
  }

  /** Sees to it that so many videos can be shown at once. */
  wantVideos(count: number): void {
    const step = VIDEO_STEPS.find((s) => s >= count) ?? VIDEO_STEPS.at(-1)!;
    if (step <= this.#video.length) return;
    this.#growVideo(step);
    void this.negotiate();
  }

  /** New credentials for ICE: another network, or a path that died. */
  restart(): void {
    this.#restart = true;
    this.#awaiting = null;
    void this.negotiate();
  }

  async negotiate(): Promise<void> {
    if (this.#closed) return;
    if (this.#awaiting !== null) {
      this.#again = true;
      return;
    }
    const id = ++this.#offered;
    this.#awaiting = id;
    this.#again = false;
    try {
      const offer = await this.#pc.createOffer({ iceRestart: this.#restart });
      this.#restart = false;
      await this.#pc.setLocalDescription(offer);
    } catch {
      this.#awaiting = null;
      if (!this.#closed) this.events.state('failed');
      return;
    }
    if (this.#closed || this.#awaiting !== id) return;
    this.#slotsChanged();
    this.events.offer(id, this.#pc.localDescription?.sdp ?? '', this.#tracks());
    clearTimeout(this.#overdue);
    this.#overdue = setTimeout(() => this.resume(), ANSWER_WITHIN);
  }

  /** The signalling was away: an offer without an answer is made again. */
  resume(): void {
    if (this.#awaiting === null || this.#closed) return;
    this.#awaiting = null;
    void this.negotiate();
  }

  async answer(id: number, sdp: string): Promise<void> {
    if (id !== this.#awaiting || this.#closed) return;
    try {
      await this.#pc.setRemoteDescription({ type: 'answer', sdp });
    } catch {
      this.#awaiting = null;
      if (!this.#closed) this.events.state('failed');
      return;
    }
    if (this.#awaiting !== id) return;
    clearTimeout(this.#overdue);
    this.#awaiting = null;
    this.#slotsChanged();
    this.events.answered(sdp);
    if (this.#again || this.#restart) void this.negotiate();
  }

  /** The server could not use the offer. */
  refused(id: number | null): void {
    if (this.#closed || (id !== null && id !== this.#awaiting)) return;
    clearTimeout(this.#overdue);
    this.#awaiting = null;
    this.events.state('failed');
  }

  stats(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#heal);
    clearTimeout(this.#overdue);
    this.#pc.onconnectionstatechange = null;
    this.#pc.oniceconnectionstatechange = null;
    this.#pc.close();
  }

  #growVideo(count: number): void {
    while (this.#video.length < count) this.#video.push(this.#slot('video'));
  }

  /** A section to receive on, with its transform, which it needs before it has a mid. */
  #slot(kind: 'audio' | 'video'): RTCRtpTransceiver {
    const transceiver = this.#pc.addTransceiver(kind, { direction: 'recvonly' });
    const name = `${kind}-${this.#named++}`;
    this.#names.set(transceiver, name);
    this.protection.protectReceiver(transceiver.receiver, name);
    if (kind === 'video') prefer(transceiver, RTCRtpReceiver.getCapabilities('video'), worthReceiving);
    return transceiver;
  }

  /** What the transform of a section was told that it is called. */
  slotName(mid: string): string | undefined {
    const transceiver = [...this.#audio, ...this.#video].find((t) => t.mid === mid);
    return transceiver && this.#names.get(transceiver);
  }

  #tracks(): Record<string, Source> {
    const tracks: Record<string, Source> = {};
    for (const [source, transceiver] of Object.entries(this.#senders) as [Source, RTCRtpTransceiver][])
      if (transceiver.mid !== null) tracks[transceiver.mid] = source;
    return tracks;
  }

  #slotsChanged(): void {
    this.events.slots(this.#byMid(this.#audio), this.#byMid(this.#video));
  }

  #byMid(transceivers: RTCRtpTransceiver[]): Map<string, MediaStream> {
    const streams = new Map<string, MediaStream>();
    for (const t of transceivers) {
      if (t.mid === null) continue;
      const stream = this.#streams.get(t) ?? new MediaStream([t.receiver.track]);
      this.#streams.set(t, stream);
      streams.set(t.mid, stream);
    }
    return streams;
  }

  #connection(): void {
    const state = this.#pc.connectionState;
    clearTimeout(this.#heal);
    if (state === 'connected') this.events.state('connected');
    else if (state === 'failed') this.events.state('failed');
    else if (state === 'disconnected' || this.#pc.iceConnectionState === 'disconnected') {
      this.events.state('trouble');
      this.#heal = setTimeout(() => this.restart(), HEALS_WITHIN);
    } else this.events.state('connecting');
  }
}

const sealable = ({ mimeType }: RTCRtpCodec): boolean => SEALABLE.test(mimeType);

/** Leaves those in the offer of which `fits` says so. Not asked where that is all of them. */
function prefer(
  transceiver: RTCRtpTransceiver,
  able: RTCRtpCapabilities | null,
  fits: (codec: RTCRtpCodec) => boolean,
): void {
  const all = able?.codecs ?? [];
  const codecs = all.filter(fits);
  if (codecs.length === 0 || codecs.length === all.length) return;
  try {
    transceiver.setCodecPreferences(codecs);
  } catch {
    // Then more is offered than can be sealed. Frames of such a codec are dropped in the worker: nothing goes out in the clear.
  }
}
