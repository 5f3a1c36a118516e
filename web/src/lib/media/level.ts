// SPDX-License-Identifier: Apache-2.0

/** Calls `show` with how loud a track is, 0 to 1, some 30 times a second, until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, show: (level: number) => void): () => void {
  if (typeof AudioContext === 'undefined') return () => undefined;
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  void context.resume().catch(() => undefined);

  const samples = new Float32Array(analyser.fftSize);
  let shown = 0;
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const level = loudness(samples);
    // Up at once, down slowly: as a person hears it.
    shown = level > shown ? level : shown * 0.86;
    show(shown);
  }, 33);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close().catch(() => undefined);
  };
}

/** Root mean square in decibels, -60 dB (silence) to -10 dB (loud speech) spread over 0 to 1. */
export function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const s of samples) sum += s * s;
  const decibels = 10 * Math.log10(sum / Math.max(1, samples.length) + 1e-9);
  return Math.min(1, Math.max(0, (decibels + 60) / 50));
}

/** Two soft notes, to hear whether the loudspeaker works. Resolves when they are over. */
export async function testSound(speaker: string): Promise<void> {
  const context = new AudioContext();
  try {
    const routable = context as AudioContext & { setSinkId?: (id: string) => Promise<void> };
    if (speaker !== '') await routable.setSinkId?.(speaker).catch(() => undefined);
    await context.resume();
    const begin = context.currentTime + 0.05;
    for (const [i, pitch] of [523.25, 659.25].entries()) {
      const note = context.createOscillator();
      const loud = context.createGain();
      const at = begin + i * 0.22;
      note.frequency.value = pitch;
      loud.gain.setValueAtTime(0, at);
      loud.gain.linearRampToValueAtTime(0.25, at + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
      note.connect(loud).connect(context.destination);
      note.start(at);
      note.stop(at + 0.55);
    }
    await new Promise((done) => setTimeout(done, 900));
  } finally {
    await context.close().catch(() => undefined);
  }
}
