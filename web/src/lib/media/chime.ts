// SPDX-License-Identifier: Apache-2.0
import { Hush, type SoundName, soundsOff } from '../meeting/sounds';

type Context = AudioContext & { setSinkId?: (id: string) => Promise<void> };
type Note = { pitch: number; at: number; long: number };

/** Told apart without looking: up is coming, down is leaving, two equal knocks, one high note for a hand. In Hz and seconds, none over 0.4. */
const SCORES: Record<SoundName, readonly Note[]> = {
  entry: [
    { pitch: 587.33, at: 0, long: 0.16 },
    { pitch: 880, at: 0.12, long: 0.24 },
  ],
  leave: [
    { pitch: 587.33, at: 0, long: 0.16 },
    { pitch: 392, at: 0.12, long: 0.24 },
  ],
  knock: [
    { pitch: 329.63, at: 0, long: 0.1 },
    { pitch: 329.63, at: 0.17, long: 0.16 },
  ],
  hand: [{ pitch: 1046.5, at: 0, long: 0.3 }],
};

const LOUD = 0.12;
const RISE = 0.015;

/** The meeting's own small sounds, made here. One for the life of a stay. */
export class Chime {
  #context: Context | null = null;
  #speaker = '';
  readonly #hush = new Hush();

  /** Unless this person has switched it off, or one was heard a moment ago. */
  play(sound: SoundName, speaker: string): void {
    if (!this.#hush.passes(sound, performance.now()) || soundsOff().has(sound)) return;
    void this.sample(sound, speaker);
  }

  /** In any case: to hear what it is like. */
  async sample(sound: SoundName, speaker: string): Promise<void> {
    if (typeof AudioContext === 'undefined') return;
    const context: Context = (this.#context ??= new AudioContext());
    // A page that nobody has touched yet may make no sound; nothing is made up for later.
    if (context.state === 'suspended')
      await Promise.race([context.resume(), pause(300)]).catch(() => undefined);
    if (context.state !== 'running') return;
    if (speaker !== this.#speaker) {
      this.#speaker = speaker;
      await context.setSinkId?.(speaker).catch(() => undefined);
    }
    const begin = context.currentTime + 0.01;
    for (const { pitch, at, long } of SCORES[sound]) {
      const note = context.createOscillator();
      const loud = context.createGain();
      note.type = sound === 'knock' ? 'triangle' : 'sine';
      note.frequency.value = pitch;
      loud.gain.setValueAtTime(0, begin + at);
      loud.gain.linearRampToValueAtTime(LOUD, begin + at + RISE);
      loud.gain.exponentialRampToValueAtTime(0.0005, begin + at + long);
      note.connect(loud).connect(context.destination);
      note.start(begin + at);
      note.stop(begin + at + long);
    }
  }

  close(): void {
    void this.#context?.close().catch(() => undefined);
    this.#context = null;
  }
}

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
