// SPDX-License-Identifier: Apache-2.0

/**
 * Runs in the page before any of its scripts: keeps what the page opens (peer connections, web sockets, what crossed
 * them) so that a test can look at the media itself instead of at what the page says about it. It changes nothing.
 * It is sent to the browser as text, so it may use nothing from outside.
 */
export function probe() {
  const peers = [];
  const sockets = [];
  const messages = [];
  const violations = [];
  const losing = [];
  const workers = [];
  let deaf = false;
  const people = new Map();
  let slots = [];

  addEventListener('securitypolicyviolation', (event) =>
    violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ''}`),
  );

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      peers.push(this);
    }
  };

  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
      this.addEventListener('message', (event) => heard(event.data));
      this.addEventListener('close', ({ code, reason }) =>
        messages.push({ to: 'client', type: '(closed)', code, reason }),
      );
    }

    /** A test can have messages to the page get lost. */
    set onmessage(handler) {
      super.onmessage = (event) => {
        if (deaf && parsed(event.data).type.startsWith('mls-')) return;
        const at = losing.indexOf(parsed(event.data).type);
        if (at >= 0) losing.splice(at, 1);
        else handler(event);
      };
    }

    get onmessage() {
      return super.onmessage;
    }

    send(data) {
      messages.push({ to: 'server', ...parsed(data) });
      super.send(data);
    }
  };

  window.Worker = class extends Worker {
    constructor(...args) {
      super(...args);
      workers.push(this);
    }
  };

  function parsed(data) {
    try {
      return JSON.parse(data);
    } catch {
      return { type: typeof data };
    }
  }

  function heard(data) {
    const message = parsed(data);
    messages.push({ to: 'client', ...message });
    if (message.type === 'admitted') people.clear();
    if (message.type === 'admitted') message.roster.forEach((p) => people.set(p.id, p));
    if (message.type === 'joined' || message.type === 'changed')
      people.set(message.participant.id, message.participant);
    if (message.type === 'left') people.delete(message.id);
    if (message.type === 'slots') slots = message.slots;
  }

  const live = () => peers.filter((peer) => peer.connectionState !== 'closed');

  async function stats() {
    const reports = await Promise.all(
      live()
        .slice(-3)
        .map((peer) => peer.getStats()),
    );
    return reports.flatMap((report) => [...report.values()]);
  }

  /** The element labelled with this participant's name, as a screen reader would find it. */
  function tiles(name) {
    const label = (element) => {
      const by = element.getAttribute('aria-labelledby');
      return (
        element.getAttribute('aria-label') ??
        by
          ?.split(' ')
          .map((id) => document.getElementById(id)?.textContent.trim())
          .join(' ') ??
        ''
      );
    };
    return [...document.querySelectorAll('[role=group]')].filter((element) => label(element) === name);
  }

  /** The participant's camera, or with `large` the largest video that bears the name. */
  function video(name) {
    const videos = tiles(name).flatMap((tile) => [...tile.querySelectorAll('video')]);
    return videos.find((v) => v.videoWidth > 0) ?? videos[0];
  }

  function pixels(element, width = 24, height = 16) {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(element, 0, 0, width, height);
    return [...context.getImageData(0, 0, width, height).data];
  }

  async function picture(name) {
    const element = video(name);
    if (!element) return null;
    const box = element.getBoundingClientRect();
    const track = element.srcObject?.getVideoTracks()[0];
    const inbound = (await stats()).find((s) => s.type === 'inbound-rtp' && s.trackIdentifier === track?.id);
    return {
      width: element.videoWidth,
      height: element.videoHeight,
      shown: { width: Math.round(box.width), height: Math.round(box.height) },
      decoded: inbound?.framesDecoded ?? 0,
      frozen: inbound?.freezeCount ?? 0,
      played: element.getVideoPlaybackQuality().totalVideoFrames,
      pixels: element.videoWidth > 0 ? pixels(element) : [],
    };
  }

  /** What came in by the slots that the server says are fed by this participant; without a name, by all. */
  async function sound(name) {
    const mids =
      name === undefined
        ? undefined
        : slots
            .filter((slot) => people.get(slot.participant)?.name === name && slot.source === 'microphone')
            .map((slot) => slot.mid);
    const audio = (await stats()).filter(
      (s) => s.type === 'inbound-rtp' && s.kind === 'audio' && (mids === undefined || mids.includes(s.mid)),
    );
    const sum = (member) => audio.reduce((total, s) => total + (s[member] ?? 0), 0);
    return {
      slots: audio.length,
      energy: sum('totalAudioEnergy'),
      seconds: sum('totalSamplesDuration'),
      packets: sum('packetsReceived'),
      // Samples that were made up to fill a gap are none.
      decoded: sum('totalSamplesReceived') - sum('concealedSamples'),
    };
  }

  /** Watches whose voice is decoded, by the clock that all on this machine share: when each was heard. */
  const heardAt = {};
  function listen(names) {
    const before = {};
    for (const name of names) heardAt[name] = [];
    setInterval(async () => {
      for (const name of names) {
        const { decoded } = await sound(name);
        if (decoded > (before[name] ?? Infinity)) heardAt[name].push(Date.now());
        before[name] = decoded;
      }
    }, 50);
  }

  async function path() {
    const all = await stats();
    const transport = all.find((s) => s.type === 'transport' && s.selectedCandidatePairId);
    const pair = all.find(
      (s) =>
        s.type === 'candidate-pair' &&
        (transport ? s.id === transport.selectedCandidatePairId : s.nominated && s.state === 'succeeded'),
    );
    const remote = all.find((s) => s.id === pair?.remoteCandidateId);
    const local = all.find((s) => s.id === pair?.localCandidateId);
    return pair
      ? {
          local: local?.protocol,
          remote: remote?.protocol,
          tcp: remote?.tcpType ?? local?.tcpType,
          relay: local?.relayProtocol,
        }
      : null;
  }

  window.parleyProbe = {
    messages,
    peers,
    sockets,
    violations,
    live,
    tiles,
    video,
    picture,
    sound,
    listen,
    heardAt,
    stats,
    path,
    names: () => [...people.values()].map((p) => p.name).sort(),
    participant: (name) => [...people.values()].find((p) => p.name === name),
    connected: () => live().some((peer) => peer.connectionState === 'connected'),
    /** The next message of this type never reaches the page. */
    lose: (type) => losing.push(type),
    /** Nothing about keys reaches the page, until it may again. */
    deafen: (is) => (deaf = is),
    /** The encryption worker is gone without a word, as when the browser has ended it. */
    endWorkers: () => workers.forEach((worker) => worker.terminate()),
    /** What stands in somebody's tile, and whether the picture is to be seen. */
    tile: (name) => {
      const [tile] = tiles(name);
      return tile && { text: tile.innerText, shown: tile.querySelector('.picture.shown') !== null };
    },
    /** Cuts the signalling connection as a broken network would: the page did not ask for it. */
    cut: () => sockets.forEach((socket) => socket.close(3999)),
  };
}
