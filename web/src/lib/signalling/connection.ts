// SPDX-License-Identifier: Apache-2.0
import { decode, type ClientMessage, type Hello, type ServerMessage } from './messages';

/** Why a connection is over for good. `denied`: the ticket or token is not valid, or the door said no. */
export type Closed = 'over' | 'replaced' | 'denied';

export type LinkState = 'connecting' | 'open' | 'broken';

/** What `hello` says, or why there is nothing to say (then the connection is over for good). */
export type Credentials = Hello | Closed | 'later';

export interface Events {
  message(message: ServerMessage): void;
  link(state: LinkState): void;
  closed(why: Closed): void;
}

/** A ping every 5 s; no pong for 10 s means that the connection is dead (docs/protocol.md). */
export const PING_EVERY = 5_000;
export const PONG_WITHIN = 10_000;
/** At once, then longer and longer: for a server that is there and closes the connection again and again. */
export const RETRY_AFTER = [0, 500, 1_000, 2_000, 4_000, 8_000];
/**
 * So often a server that can't be reached is looked for: who is in a meeting is back in it within 3 s of the server's start. Spread by
 * {@link spread}, so that a server that comes back is not met by all at the same moment; after a minute more rarely.
 */
export const LOOK_EVERY = 700;
export const LOOK_EVERY_LATER = 3_000;
const LOOKS = 85;
/** A look that gets no answer is over then. */
const ANSWER_WITHIN = 2_500;
/** A connection that lived so long was a good one: the next may follow at once. */
const STEADY_AFTER = 10_000;

/**
 * The signalling connection: opens it, says hello, keeps it alive and opens it again when it drops, for as long as
 * somebody wants it. One at a time; `send` while it is down is dropped, since `admitted` starts everything anew.
 */
export class Connection {
  #socket: WebSocket | null = null;
  #attempt = 0;
  #looks = 0;
  /** Counts connections and what leads to them: of several, the latest holds. */
  #turn = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pinger: ReturnType<typeof setInterval> | undefined;
  #lastHeard = 0;
  #openSince: number | null = null;
  #closed = false;
  #state: LinkState = 'connecting';

  constructor(
    private readonly events: Events,
    private readonly credentials: () => Promise<Credentials>,
    private readonly open: () => WebSocket = openSocket,
    private readonly now: () => number = () => performance.now(),
    /** Between 0.5 and 1.5: spreads the retries. */
    private readonly jitter: () => number = spread,
    /** Whether the server answers at all. */
    private readonly reach: () => Promise<boolean> = answers,
  ) {}

  start(): void {
    void this.#connect();
  }

  send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** The network came back, or the page woke up: look at once instead of waiting for a timer. */
  nudge(): void {
    if (this.#closed) return;
    if (this.#retry !== undefined) {
      clearTimeout(this.#retry);
      this.#retry = undefined;
      void this.#connect();
    } else {
      this.send({ type: 'ping', t: this.now() });
    }
  }

  /** Throws the connection away and opens another at once. */
  renew(): void {
    if (this.#closed) return;
    this.#drop();
    this.#again();
  }

  /** Starts again after `closed`: there are other credentials now. */
  revive(): void {
    this.#closed = false;
    this.#attempt = 0;
    this.#again();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#drop();
  }

  /**
   * Browsers let WebSockets wait the longer, the more of them have failed (Firefox up to a minute), so a server that is away is looked for in
   * another way.
   */
  async #look(): Promise<void> {
    this.#retry = undefined;
    const turn = ++this.#turn;
    const there = await this.reach();
    if (this.#closed || turn !== this.#turn) return;
    if (there) return this.#connect();
    this.#retry = setTimeout(
      () => void this.#look(),
      (++this.#looks < LOOKS ? LOOK_EVERY : LOOK_EVERY_LATER) * this.jitter(),
    );
  }

  async #connect(): Promise<void> {
    this.#retry = undefined;
    this.#turn++;
    const hello = await this.credentials();
    if (this.#closed) return;
    if (hello === 'later') return this.#again();
    if (typeof hello === 'string') return this.#end(hello);

    const socket = this.open();
    this.#socket = socket;
    this.#lastHeard = this.now();
    const mine = () => this.#socket === socket;
    socket.onopen = () => {
      if (!mine()) return socket.close();
      this.#lastHeard = this.now();
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event) => {
      if (!mine()) return;
      this.#lastHeard = this.now();
      const message = decode(event.data);
      if (message === null || message.type === 'pong') return;
      if (message.type === 'admitted' || message.type === 'waiting' || message.type === 'ready') {
        this.#openSince ??= this.now();
        this.#set('open');
      }
      this.events.message(message);
    };
    socket.onclose = (event) => {
      if (!mine()) return;
      this.#drop();
      if (event.code === 4000) return this.#end('over');
      if (event.code === 4001) return this.#end('replaced');
      if (event.code === 4003) return this.#end('denied');
      this.#again();
    };
    clearInterval(this.#pinger);
    this.#pinger = setInterval(() => this.#watch(), PING_EVERY);
  }

  #watch(): void {
    if (this.now() - this.#lastHeard > PONG_WITHIN) {
      this.#drop();
      this.#again();
    } else {
      this.send({ type: 'ping', t: this.now() });
    }
  }

  #again(): void {
    if (this.#closed) return;
    // One that drops again and again must not be opened again and again without a pause.
    if (this.#openSince !== null && this.now() - this.#openSince > STEADY_AFTER) this.#attempt = 0;
    this.#openSince = null;
    this.#set('broken');
    const base = RETRY_AFTER[Math.min(this.#attempt, RETRY_AFTER.length - 1)] ?? 0;
    const first = this.#attempt === 0;
    this.#attempt++;
    this.#looks = 0;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void (first ? this.#connect() : this.#look()), base * this.jitter());
  }

  #end(why: Closed): void {
    this.close();
    this.events.closed(why);
  }

  #set(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.events.link(state);
  }

  #drop(): void {
    clearInterval(this.#pinger);
    const socket = this.#socket;
    this.#socket = null;
    if (socket && socket.readyState <= WebSocket.OPEN) socket.close(1000);
  }
}

function openSocket(): WebSocket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${location.host}/api/v1/signal`, 'parley.v1');
}

/** A proxy before a server that is away answers too, but with an error of its own. */
async function answers(): Promise<boolean> {
  try {
    const { status } = await fetch('/health', {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(ANSWER_WITHIN),
    });
    return status < 500;
  } catch {
    return false;
  }
}

function spread(): number {
  return 0.5 + crypto.getRandomValues(new Uint8Array(1))[0]! / 255;
}
