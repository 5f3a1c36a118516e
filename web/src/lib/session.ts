// SPDX-License-Identifier: Apache-2.0
import { get, writable, type Readable } from 'svelte/store';
import { door, type Knock } from './api';
import type { Link } from './links';
import type { LocalDevices } from './media/devices';
import { Peer, type PeerState, type Relay } from './media/peer';
import { PlaybackCount } from './media/playback';
import { SoundOut } from './media/sound';
import {
  ask as askLine,
  type Chat,
  chatWanted,
  hear as hearChat,
  peopleToAsk,
  interrupted,
  judge,
  type Line,
  noChat,
  say as sayLine,
  wantChat,
  withdraw,
} from './meeting/chat';
import { Controls } from './meeting/controls';
import { Permits } from './meeting/permits';
import { sendsNothing } from './meeting/powers';
import { hear, nextSilence, silence, type Speaking } from './meeting/speaking';
import { ownOf, participant, reduce, type Meeting } from './meeting/state';
import { type Asked, keepReport, type Report, type Told, toldBy } from './meeting/told';
import { giveUpSeat, seatAt, takeSeat } from './seat';
import { noSecrecy, type Secrecy, SecrecyKeeper } from './secrecy';
import { Connection, type Closed, type Credentials, type LinkState } from './signalling/connection';
import type { ClientMessage, ServerMessage, Stoppable, Wanted } from './signalling/messages';

/** Why the person is not in the meeting (any more). `refused`: by the door. */
export type Over =
  | 'left'
  | 'host'
  | 'empty'
  | 'stopped'
  | 'removed'
  | 'turned-away'
  | 'locked'
  | 'not-subscribed'
  | 'not-registered'
  | 'full'
  | 'replaced'
  | 'refused'
  | 'blocked'
  | 'unreachable';

/** Why the meeting does not let somebody in whose ticket is good, by the code of the error. */
const DENIALS: Record<string, Over> = {
  locked: 'locked',
  removed: 'removed',
  refused: 'turned-away',
  'not-subscribed': 'not-subscribed',
  'not-registered': 'not-registered',
  'too-many': 'full',
};

export type Phase =
  /** `long`: the door wants work done first, and that takes a moment. */
  | { at: 'entering'; long?: true }
  /** For the host to start it, or for a host to let this person in. `back`: was in, and was put back. */
  | { at: 'waiting'; for: 'host' | 'room'; back: boolean; notice: string }
  | { at: 'in' }
  | { at: 'over'; why: Over; retryAfter?: number };

export type SessionState = {
  phase: Phase;
  meeting: Meeting | null;
  link: LinkState;
  media: PeerState;
  speaking: Speaking;
  videos: ReadonlyMap<string, MediaStream>;
  soundBlocked: boolean;
  /** The own shared screen, for oneself to see. */
  sharing: MediaStream | null;
  secrecy: Secrecy;
  /** Who left a moment ago, by id: the keys are still being changed. */
  gone: ReadonlyMap<string, string>;
  chat: Chat;
  /** This person wants to see the chat at all. */
  chatting: boolean;
  /** A host asks to switch something on. */
  asked: Asked | null;
  told: Told | null;
  /** Told to hosts alone. */
  reports: readonly Report[];
};

/** Whoever is in the tree so long after leaving is nobody that an honest server would keep. */
const GONE_WITHIN = 10_000;

/** How often the server is told how playing back fares. */
const PLAYBACK_MS = 10_000;

export type Entry = {
  knock: Knock;
  /** The person pressed "Start meeting". */
  start: boolean;
  /** Come back with the token of this tab, if it has one. */
  comeBack: boolean;
  /** What opens the keys of a link-bound meeting. */
  link: Link | null;
};

/**
 * One stay in one meeting: the door, the signalling, the media and what the page shows of them. Everything the page knows is in
 * `state`. Lives on the page's only thread; made by a click on "Join", and dead once its phase is `over`.
 */
export class Session {
  readonly #state = writable<SessionState>({
    phase: { at: 'entering' },
    meeting: null,
    link: 'connecting',
    media: 'connecting',
    speaking: silence,
    videos: new Map(),
    soundBlocked: false,
    sharing: null,
    secrecy: noSecrecy,
    gone: new Map(),
    chat: noChat,
    chatting: chatWanted(),
    asked: null,
    told: null,
    reports: [],
  });
  /** What people do to each other. */
  readonly controls = new Controls((message) => this.#send(message));
  readonly #permits = new Permits();
  readonly #connection: Connection;
  readonly #sound = new SoundOut((soundBlocked) => this.#set({ soundBlocked }));
  readonly #undo: (() => void)[] = [];
  #resume: string | null;
  #fellBack = false;
  #peer: Peer | null = null;
  #playback = new PlaybackCount();
  #secrecy: SecrecyKeeper | null = null;
  #failures = 0;
  #wanted: Wanted[] = [];
  #toldState = '';
  #hush: ReturnType<typeof setTimeout> | undefined;
  #denial: Over | null = null;
  #over: Over | null = null;

  constructor(
    private readonly entry: Entry,
    private readonly devices: LocalDevices,
    /** Every message that changed the meeting, with the state before: for the live region. */
    private readonly heard: (message: ServerMessage, before: Meeting | null) => void = () => undefined,
    connect?: () => WebSocket,
  ) {
    this.#resume = entry.comeBack ? (seatAt(entry.knock.number)?.resume ?? null) : null;
    this.#connection = new Connection(
      {
        message: (message) => this.#on(message),
        link: (link) => this.#set({ link }),
        closed: (why) => this.#closed(why),
      },
      () => this.#credentials(),
      connect,
    );
    const online = () => this.#connection.nudge();
    const visible = () => {
      if (document.visibilityState === 'visible') this.#connection.nudge();
    };
    const told = setInterval(() => void this.#tellPlayback(), PLAYBACK_MS);
    addEventListener('online', online);
    document.addEventListener('visibilitychange', visible);
    this.#undo.push(
      () => removeEventListener('online', online),
      () => document.removeEventListener('visibilitychange', visible),
      () => clearInterval(told),
      devices.state.subscribe(() => this.#devicesChanged()),
    );
    this.#connection.start();
  }

  get state(): Readable<SessionState> {
    return this.#state;
  }

  get now(): SessionState {
    return get(this.#state);
  }

  /** The videos that the page shows just now, the most important first. */
  show(wanted: Wanted[]): void {
    this.#wanted = wanted;
    this.#peer?.wantVideos(wanted.length);
    this.#send({ type: 'view', wanted });
  }

  async share(): Promise<'shared' | 'refused' | 'failed'> {
    if (!navigator.mediaDevices?.getDisplayMedia) return 'failed';
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getDisplayMedia({
        video: { frameRate: { max: 30 } },
        audio: true,
      });
    } catch (error) {
      return error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'failed';
    }
    this.stopSharing();
    const [video] = stream.getVideoTracks();
    if (!video || this.#over) {
      stream.getTracks().forEach((t) => t.stop());
      return 'failed';
    }
    // Text must be sharp: keep the size, give up pictures per second.
    video.contentHint = 'detail';
    video.onended = () => this.stopSharing();
    this.#set({ sharing: stream });
    void this.#peer?.carry('screen', video);
    void this.#peer?.carry('screen-audio', stream.getAudioTracks()[0] ?? null);
    this.#tellState();
    return 'shared';
  }

  stopSharing(): void {
    const { sharing } = this.now;
    if (!sharing) return;
    for (const track of sharing.getTracks()) {
      track.onended = null;
      track.stop();
    }
    void this.#peer?.carry('screen', null);
    void this.#peer?.carry('screen-audio', null);
    this.#set({ sharing: null });
    this.#tellState();
  }

  turnOnSound(): void {
    this.#sound.unblock();
  }

  /** To everybody, or to one person alone. */
  say(text: string, to?: string): void {
    const { meeting, chat } = this.now;
    const self = meeting && participant(meeting, meeting.self);
    if (!meeting || !self || !this.#secrecy) return;
    const recipient = to === undefined ? undefined : participant(meeting, to);
    this.#set({ chat: sayLine(chat, text, self, recipient, Date.now()) });
    this.#secrecy.say(chat.next, text, to);
  }

  /** An attendee asks the hosts of a webinar, and its panelists where they may be written to; nobody else reads it. */
  ask(text: string): void {
    const { meeting, chat } = this.now;
    const self = meeting && ownOf(meeting);
    const people = meeting ? peopleToAsk(meeting) : [];
    if (!self || people.length === 0 || !this.#secrecy) return;
    this.#set({ chat: askLine(chat, text, self, people, Date.now()) });
    people.forEach(({ id }, i) => this.#secrecy?.say(chat.next + i, text, id));
  }

  /** What somebody on stage makes of a question, for oneself. */
  judge(key: string, question: Line['question']): void {
    this.#set({ chat: judge(this.now.chat, key, question) });
  }

  /** A message that failed, once more. */
  sayAgain(key: string): void {
    const line = this.now.chat.lines.find((l) => l.key === key && l.state === 'failed');
    if (!line) return;
    this.#set({ chat: withdraw(this.now.chat, key) });
    if (line.asked) this.ask(line.text);
    else this.say(line.text, line.to?.id);
  }

  /** For this person alone: what others write is then neither shown nor kept. */
  switchChat(chatting: boolean): void {
    wantChat(chatting);
    this.#set({ chatting });
  }

  /** Whether one's own may be switched on just now. */
  may(source: Stoppable): boolean {
    const { meeting } = this.now;
    return meeting === null || this.#permits.may(meeting, source);
  }

  /** A host asked to switch something on. */
  async answer(yes: boolean): Promise<void> {
    const { asked } = this.now;
    this.#set({ asked: null });
    if (asked === null) return;
    if (yes) await this.devices.turn(asked.source, true);
    else this.#permits.withdraw(asked.source);
  }

  /** What was told has been seen. */
  heed(): void {
    this.#set({ told: null });
  }

  leave(): void {
    this.#send({ type: 'leave' });
    this.#finish('left');
  }

  endForAll(): void {
    // The server answers with `ended`; if it cannot be reached, the meeting goes on, and the person must know.
    this.#send({ type: 'end' });
  }

  async #credentials(): Promise<Credentials> {
    if (this.#resume !== null) {
      const media = this.#peer?.media;
      return { type: 'hello', resume: this.#resume, ...(media ? { media } : {}) };
    }
    const answer = await door(this.entry.knock, () => {
      if (this.now.phase.at === 'entering') this.#set({ phase: { at: 'entering', long: true } });
    });
    if (answer.ok) return { type: 'hello', ticket: answer.value.ticket };
    if (answer.status === 429) {
      this.#finish('blocked', answer.retryAfter ?? undefined);
      return 'denied';
    }
    if (answer.status === 403 || answer.status === 400) return 'denied';
    if (this.now.phase.at !== 'entering') return 'later';
    this.#finish('unreachable');
    return 'denied';
  }

  #on(message: ServerMessage): void {
    if (message.type === 'mls') return this.#secrecy?.signal(message.message);
    const before = this.now.meeting;
    const meeting = reduce(before, message);
    if (meeting !== before) this.#set({ meeting });
    if (before && meeting) this.#seeOff(before, meeting);
    const told = toldBy(message, before);
    if (told) this.#set({ told });
    this.#act(message);
    this.heard(message, before);
  }

  #act(message: ServerMessage): void {
    switch (message.type) {
      case 'waiting':
        return this.#waits(message.for === 'room' ? 'room' : 'host', message.resume);
      case 'notice':
        if (this.now.phase.at === 'waiting')
          this.#set({ phase: { ...this.now.phase, notice: message.text } });
        return;
      case 'stopped':
        this.#permits.withdraw(message.source);
        this.#switchOff(message.source);
        return;
      case 'asked': {
        const by = this.now.meeting && participant(this.now.meeting, message.by ?? '');
        this.#permits.asked(message.source);
        return this.#set({ asked: { source: message.source, by: by?.name ?? '' } });
      }
      case 'reported': {
        const { meeting, reports } = this.now;
        if (!meeting) return;
        const all = keepReport(reports, message, meeting, Date.now());
        return this.#set({ reports: all, told: { what: 'reported', report: all.at(-1)! } });
      }
      case 'settings':
      case 'meeting':
      case 'changed':
        return this.#obey(true);
      case 'ready':
        this.#keep(message.resume);
        if (this.entry.start) this.#send({ type: 'start' });
        else this.#finish('empty');
        return;
      case 'admitted':
        return this.#admitted(message);
      case 'slots':
        return this.#tellSlots();
      case 'answer':
        return void this.#peer?.answer(message.id, message.sdp);
      case 'offer-wanted':
        return void this.#peer?.negotiate();
      case 'speakers':
        return this.#hear(message.participants);
      case 'ended':
        return this.#finish(
          message.reason === 'empty' || message.reason === 'stopped' ? message.reason : 'host',
        );
      case 'left':
        this.#tellSlots();
        if (message.id === this.now.meeting?.self && message.reason === 'removed') this.#finish('removed');
        return;
      case 'error':
        if (message.code === 'bad-offer') this.#peer?.refused(message.id);
        this.#denial = DENIALS[message.code] ?? null;
        return;
      default:
        return;
    }
  }

  /** Who is no longer in the roster may be in the keys for a moment, and is no stranger. */
  #seeOff(before: Meeting, after: Meeting): void {
    if (before.roster === after.roster) return;
    const here = new Set(after.roster.map((p) => p.id));
    const left = before.roster.filter((p) => !here.has(p.id));
    if (left.length === 0) return;
    this.#set({ gone: new Map([...this.now.gone, ...left.map((p) => [p.id, p.name] as const)]) });
    setTimeout(() => {
      const gone = new Map(this.now.gone);
      for (const { id } of left) gone.delete(id);
      this.#set({ gone });
    }, GONE_WITHIN);
  }

  #admitted(message: Extract<ServerMessage, { type: 'admitted' }>): void {
    this.#resume = message.resume;
    this.#fellBack = false;
    this.#toldState = '';
    this.#sit();
    this.#obey(this.now.phase.at === 'in');
    this.#secrecy ??= this.#newSecrecy();
    this.#secrecy.admitted(message.participant, this.entry.link, message.meeting.postQuantum);
    if (this.#peer?.media === message.media) {
      if (this.#peer.connected) this.#peer.resume();
      else this.#peer.restart();
    } else this.#newPeer(message.media, message.relay);
    this.#set({ phase: { at: 'in' } });
    this.#tellState();
    if (this.#wanted.length > 0) this.#send({ type: 'view', wanted: this.#wanted });
  }

  /** Outside. Whoever was in has been put back: media, keys and all that was said are gone from here. */
  #waits(what: 'host' | 'room', resume: string | null): void {
    this.#keep(resume);
    const { phase } = this.now;
    const back = phase.at === 'in' || (phase.at === 'waiting' && phase.back);
    const notice = phase.at === 'waiting' ? phase.notice : '';
    this.#set({ phase: { at: 'waiting', for: what, back, notice }, asked: null, told: null, reports: [] });
    if (phase.at === 'in') this.#dropMedia();
  }

  #dropMedia(): void {
    this.stopSharing();
    clearTimeout(this.#hush);
    this.#peer?.close();
    this.#peer = null;
    this.#secrecy?.close();
    this.#secrecy = null;
    this.#sound.stop();
    this.#wanted = [];
    this.#set({
      secrecy: noSecrecy,
      chat: noChat,
      videos: new Map(),
      speaking: silence,
      gone: new Map(),
      media: 'connecting',
    });
  }

  /** Switches off what is on and may not be, as the server does not forward it. `say`: tell the person. */
  #obey(say: boolean): void {
    const { meeting, sharing } = this.now;
    if (!meeting) return;
    const { microphone, camera } = this.devices.now;
    if (sendsNothing(meeting)) {
      this.stopSharing();
      // Not only muted: an attendee's devices are closed, and their lights go out.
      if (microphone.track ?? camera.track) this.devices.close();
      return;
    }
    const on = { microphone: microphone.on, camera: camera.on, screen: sharing !== null };
    for (const source of ['microphone', 'camera', 'screen'] as const) {
      if (!on[source] || this.#permits.may(meeting, source)) continue;
      this.#switchOff(source);
      if (say && !meeting.rules.halted) this.#set({ told: { what: 'closed', source } });
    }
  }

  #switchOff(source: Stoppable): void {
    if (source === 'screen') this.stopSharing();
    else void this.devices.turn(source, false);
  }

  #newSecrecy(): SecrecyKeeper {
    return new SecrecyKeeper({
      // Before `admitted` the server takes none of it, and `admitted` makes the worker say again what matters.
      send: (message) => {
        if (this.now.link === 'open') this.#send(message as ClientMessage);
      },
      changed: (secrecy) => this.#set({ secrecy }),
      chat: (event) => {
        const { chat, meeting, chatting } = this.now;
        if (event.at === 'received' && !chatting) return;
        if (meeting) this.#set({ chat: hearChat(chat, event, meeting.roster, meeting.self, Date.now()) });
      },
      trouble: (slots, frames) => this.#send({ type: 'trouble', slots, frames }),
      broken: () => {
        // Another worker, and a connection whose every section has its transform from it.
        this.#secrecy?.close();
        this.#secrecy = null;
        this.#peer?.close();
        this.#peer = null;
        this.#set({ secrecy: noSecrecy, chat: interrupted(this.now.chat) });
        this.#connection.renew();
      },
    });
  }

  #tellSlots(): void {
    this.#secrecy?.slots(this.now.meeting?.slots ?? [], (mid) => this.#peer?.slotName(mid));
  }

  #newPeer(media: string, relay?: Relay): void {
    if (!this.#secrecy) return;
    this.#peer?.close();
    this.#sound.stop();
    const { microphone, camera } = this.devices.now;
    const { sharing } = this.now;
    const peer: Peer = new Peer(
      media,
      {
        offer: (id, sdp, tracks) => this.#send({ type: 'offer', id, sdp, tracks }),
        state: (state) => this.#mediaState(state),
        slots: (audio, video) => {
          for (const [mid, stream] of audio) this.#sound.play(mid, stream);
          this.#set({ videos: video });
          this.#tellSlots();
        },
        answered: (sdp) => this.#secrecy?.negotiated(sdp),
      },
      {
        microphone: microphone.on ? microphone.track : null,
        camera: camera.track,
        screen: sharing?.getVideoTracks()[0] ?? null,
        'screen-audio': sharing?.getAudioTracks()[0] ?? null,
      },
      this.#secrecy.e2ee,
      relay,
    );
    this.#peer = peer;
    // What fed the sections of the old connection says nothing of the new one's.
    const { meeting } = this.now;
    this.#set({ media: 'connecting', videos: new Map(), meeting: meeting && { ...meeting, slots: [] } });
    peer.wantVideos(this.#wanted.length);
    void peer.negotiate();
  }

  /** How the meeting looks and sounds here, for the operator's metrics. */
  async #tellPlayback(): Promise<void> {
    const peer = this.#peer;
    if (!peer?.connected) return;
    const played = this.#playback.take(await peer.stats());
    const told = this.#peer === peer && this.now.phase.at === 'in' && this.now.link === 'open';
    if (played && told) this.#send({ type: 'playback', ...played });
  }

  #mediaState(state: PeerState): void {
    this.#set({ media: state });
    if (state === 'connected') this.#failures = 0;
    if (state !== 'failed' || this.#over) return;
    // First with new credentials; if that does not help, with everything new: hello without `media`.
    this.#failures++;
    if (this.#failures % 3 !== 0) {
      const peer = this.#peer;
      setTimeout(() => peer === this.#peer && peer?.restart(), 500 * this.#failures);
    } else {
      this.#peer?.close();
      this.#peer = null;
      this.#connection.renew();
    }
  }

  #devicesChanged(): void {
    const { microphone, camera, speaker } = this.devices.now;
    this.#sound.route(speaker);
    void this.#peer?.carry('microphone', microphone.on ? microphone.track : null);
    void this.#peer?.carry('camera', camera.track);
    this.#tellState();
  }

  #tellState(): void {
    if (this.now.phase.at !== 'in') return;
    const { microphone, camera } = this.devices.now;
    const message = {
      type: 'state' as const,
      microphone: microphone.on && microphone.track !== null,
      camera: camera.track !== null,
      screen: this.now.sharing !== null,
    };
    this.#permits.sends(message);
    const said = JSON.stringify(message);
    if (said === this.#toldState) return;
    this.#toldState = said;
    this.#send(message);
    this.#sit();
  }

  /** Who waits keeps the place over a reload or a broken connection, too. */
  #keep(resume: string | null): void {
    if (resume === null) return;
    this.#resume = resume;
    this.#sit();
  }

  #sit(): void {
    if (this.#resume === null || this.#over) return;
    const { microphone, camera } = this.devices.now;
    const { number, name } = this.entry.knock;
    takeSeat(number, { resume: this.#resume, name, microphone: microphone.on, camera: camera.on });
  }

  #hear(speakers: readonly string[]): void {
    const now = performance.now();
    const speaking = hear(this.now.speaking, speakers, now);
    this.#set({ speaking });
    clearTimeout(this.#hush);
    const next = nextSilence(speaking);
    if (next !== null)
      this.#hush = setTimeout(() => this.#hear(this.now.meeting?.speakers ?? []), Math.max(10, next - now));
  }

  #closed(why: Closed): void {
    if (why === 'denied' && this.#denial !== null) return this.#finish(this.#denial);
    if (why === 'denied' && this.#resume !== null && !this.#fellBack) {
      // The token has become stale. Whoever still knows how to come in comes in anew.
      this.#resume = null;
      this.#fellBack = true;
      giveUpSeat(this.entry.knock.number);
      this.#peer?.close();
      this.#peer = null;
      return this.#connection.revive();
    }
    this.#finish(why === 'replaced' ? 'replaced' : why === 'denied' ? 'refused' : 'left');
  }

  #finish(why: Over, retryAfter?: number): void {
    if (this.#over) return;
    this.#over = why;
    if (why !== 'replaced') giveUpSeat(this.entry.knock.number);
    for (const undo of this.#undo) undo();
    this.#connection.close();
    this.#dropMedia();
    this.#set({ phase: { at: 'over', why, ...(retryAfter ? { retryAfter } : {}) } });
  }

  #send(message: ClientMessage): void {
    this.#connection.send(message);
  }

  #set(change: Partial<SessionState>): void {
    this.#state.update((s) => ({ ...s, ...change }));
  }
}
