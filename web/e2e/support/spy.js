// SPDX-License-Identifier: Apache-2.0
import { hkdfSync } from 'node:crypto';

/** What the door is shown of a join link (docs/protocol.md). */
export function doorKey(joinUrl) {
  const secret = new URL(joinUrl).hash.slice(1);
  const key = hkdfSync('sha256', Buffer.from(secret, 'ascii'), Buffer.alloc(0), 'Parley link door', 32);
  return Buffer.from(key).toString('base64url');
}

/**
 * Runs in a page of the server: takes part in the meeting as far as the server can, without the encryption between the endpoints. What it receives is, after SRTP,
 * exactly what the server has.
 *
 * @returns the first frames of every slot, and what the browser's own decoders made of them
 */
export async function takePart({ number, key, name, frames }) {
  const answer = await fetch('/api/v1/door', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ number, key, name }),
  });
  const { ticket } = await answer.json();
  const socket = new WebSocket(`ws://${location.host}/api/v1/signal`, 'parley.v1');
  const say = (message) => socket.send(JSON.stringify(message));
  await new Promise((resolve) => (socket.onopen = resolve));
  const mls = [];
  let peer;
  const caught = { audio: [], video: [] };

  const keep = async (receiver) => {
    const { readable } = receiver.createEncodedStreams();
    const reader = readable.getReader();
    const { kind } = receiver.track;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      if (value.data.byteLength > 0 && caught[kind].length < frames)
        caught[kind].push(window.copyFrame(value));
    }
  };

  socket.onmessage = async ({ data }) => {
    const message = JSON.parse(data);
    if (message.type.startsWith('mls-')) mls.push(message.type);
    if (message.type === 'admitted') {
      peer = new RTCPeerConnection({ bundlePolicy: 'max-bundle', encodedInsertableStreams: true });
      for (const kind of ['audio', 'audio', 'audio', 'audio', 'video', 'video'])
        void keep(peer.addTransceiver(kind, { direction: 'recvonly' }).receiver);
      await peer.setLocalDescription();
      say({ type: 'offer', id: 1, sdp: peer.localDescription.sdp, tracks: {} });
      const wanted = message.roster
        .filter((p) => p.camera)
        .map((p) => ({ participant: p.id, source: 'camera', height: 360 }));
      say({ type: 'view', wanted });
    }
    if (message.type === 'answer') await peer.setRemoteDescription({ type: 'answer', sdp: message.sdp });
  };
  say({ type: 'hello', ticket });

  const until = performance.now() + 30_000;
  while ((caught.audio.length < frames || caught.video.length < frames) && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));
  say({ type: 'leave' });
  peer?.close();
  return { mls, ...(await window.judge(caught)) };
}

/** The same of a call in the clear, which shows that the decoders would decode. */
export async function callInTheClear({ frames }) {
  const [from, to] = [0, 0].map(() => new RTCPeerConnection({ encodedInsertableStreams: true }));
  const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
  const caught = { audio: [], video: [] };
  for (const track of media.getTracks()) from.addTrack(track, media);
  for (const sender of from.getSenders()) {
    const { readable, writable } = sender.createEncodedStreams();
    void readable.pipeTo(writable);
  }
  to.ontrack = async ({ receiver }) => {
    const { readable } = receiver.createEncodedStreams();
    const reader = readable.getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const kept = caught[receiver.track.kind];
      if (value.data.byteLength > 0 && kept.length < frames) kept.push(window.copyFrame(value));
    }
  };
  from.onicecandidate = ({ candidate }) => to.addIceCandidate(candidate);
  to.onicecandidate = ({ candidate }) => from.addIceCandidate(candidate);
  const vp8 = RTCRtpSender.getCapabilities('video').codecs.filter((c) => /vp8|rtx/i.test(c.mimeType));
  from
    .getTransceivers()
    .find((t) => t.sender.track.kind === 'video')
    .setCodecPreferences(vp8);
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription);
  const until = performance.now() + 30_000;
  while ((caught.audio.length < frames || caught.video.length < frames) && performance.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));
  media.getTracks().forEach((track) => track.stop());
  from.close();
  to.close();
  return window.judge(caught);
}

/** Puts into the page what the two above use. */
export function equip() {
  window.copyFrame = (frame) => ({
    type: frame.type ?? 'key',
    codec: frame.getMetadata().mimeType,
    data: new Uint8Array(frame.data).slice(),
  });

  const entropy = (frames) => {
    const counts = new Array(256).fill(0);
    let total = 0;
    for (const { data } of frames) {
      for (const byte of data.subarray(8)) counts[byte]++;
      total += Math.max(0, data.length - 8);
    }
    return counts.reduce((sum, n) => (n === 0 ? sum : sum - (n / total) * Math.log2(n / total)), 0);
  };

  /** How loud a single tone is in the sound, of all that is in it: a fake microphone beeps. */
  const tone = (samples) => {
    let best = 0;
    let total = 0;
    const size = 4096;
    for (let start = 0; start + size <= samples.length; start += size) {
      const power = samples.subarray(start, start + size).reduce((sum, s) => sum + s * s, 0) / size;
      total += power;
      for (let bin = 4; bin < 400; bin++) {
        let [re, im] = [0, 0];
        for (let i = 0; i < size; i += 1) {
          const angle = (2 * Math.PI * bin * i) / size;
          re += samples[start + i] * Math.cos(angle);
          im += samples[start + i] * Math.sin(angle);
        }
        best = Math.max(best, (2 * (re * re + im * im)) / size / size / (power * 2 || 1));
      }
    }
    return { best, total };
  };

  async function decodeVideo(frames) {
    let pictures = 0;
    let refused = 0;
    for (const { type, data } of frames) {
      const decoder = new VideoDecoder({
        output: (frame) => (pictures++, frame.close()),
        error: () => undefined,
      });
      decoder.configure({ codec: 'vp8' });
      if (type !== 'key') continue;
      try {
        decoder.decode(new EncodedVideoChunk({ type: 'key', timestamp: 0, data }));
        await decoder.flush();
      } catch {
        refused++;
      }
    }
    return { pictures, refused, keys: frames.filter((f) => f.type === 'key').length };
  }

  async function decodeAudio(frames) {
    const samples = [];
    const config = { codec: 'opus', sampleRate: 48_000, numberOfChannels: 2 };
    let refused = 0;
    for (const { data } of frames) {
      const decoder = new AudioDecoder({
        output: (sound) => {
          const plane = new Float32Array(sound.numberOfFrames);
          sound.copyTo(plane, { planeIndex: 0, format: 'f32-planar' });
          samples.push(...plane);
          sound.close();
        },
        error: () => refused++,
      });
      decoder.configure(config);
      decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: 0, data }));
      await decoder.flush().catch(() => undefined);
    }
    return { refused, ...tone(Float32Array.from(samples)) };
  }

  window.judge = async ({ audio, video }) => ({
    audio: { frames: audio.length, entropy: entropy(audio), ...(await decodeAudio(audio)) },
    video: {
      frames: video.length,
      codec: video[0]?.codec,
      entropy: entropy(video),
      ...(await decodeVideo(video)),
    },
  });
}
