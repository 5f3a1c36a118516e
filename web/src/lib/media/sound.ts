// SPDX-License-Identifier: Apache-2.0

type Routable = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Plays what the audio slots receive, one element each, outside the component tree: tiles come and go, sound stays. */
export class SoundOut {
  readonly #players = new Map<string, Routable>();
  #speaker = '';

  /** `blocked` is told when the browser wants a click before it plays, and when it has had one. */
  constructor(private readonly blocked: (is: boolean) => void) {}

  play(mid: string, stream: MediaStream): void {
    if (this.#players.has(mid)) return;
    const player: Routable = document.createElement('audio');
    player.srcObject = stream;
    player.autoplay = true;
    player.hidden = true;
    document.body.append(player);
    this.#players.set(mid, player);
    if (this.#speaker !== '') this.#route(player);
    this.#start(player);
  }

  route(speaker: string): void {
    if (speaker === this.#speaker) return;
    this.#speaker = speaker;
    for (const player of this.#players.values()) this.#route(player);
  }

  /** To be called from a click. */
  unblock(): void {
    this.blocked(false);
    for (const player of this.#players.values()) this.#start(player);
  }

  stop(): void {
    for (const player of this.#players.values()) {
      player.srcObject = null;
      player.remove();
    }
    this.#players.clear();
  }

  #route(player: Routable): void {
    void player.setSinkId?.(this.#speaker).catch(() => undefined);
  }

  #start(player: HTMLAudioElement): void {
    player.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.blocked(true);
    });
  }
}

export function canChooseSpeaker(): boolean {
  return typeof HTMLAudioElement !== 'undefined' && 'setSinkId' in HTMLAudioElement.prototype;
}
