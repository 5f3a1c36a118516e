// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.parley.media.bwe.BandwidthEstimator;
import org.parley.media.rtcp.Clock;
import org.parley.media.rtcp.NackList;
import org.parley.media.rtcp.Ntp;
import org.parley.media.rtcp.ReceiveStatistics;
import org.parley.media.rtcp.RtcpWriter;
import org.parley.media.rtp.GapCloser;
import org.parley.media.rtp.PacketCache;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.SequenceWindow;
import org.parley.media.transport.Counter;
import org.parley.media.transport.PacketSink;

/// One RTP stream of a publication: the only one, or a simulcast layer. Its packets are numbered anew,
/// without gaps for those left out, and these numbers are what slots map from.
final class Layer {
    final Publication publication;
    final int index;
    final byte[] rid;
    final SequenceWindow received = new SequenceWindow();
    final GapCloser numbers = new GapCloser();
    final ReceiveStatistics statistics = new ReceiveStatistics();

    /// Whether the last packet that waits in [Arrivals] is not the last of its frame.
    boolean frameOpen;

    int ssrc;
    boolean known;
    int rtxSsrc;
    boolean rtxKnown;

    private final ByteRate rate = new ByteRate();
    private final NackList nacks = new NackList();
    private final int clockRate;
    private @Nullable PacketCache cache;
    private long lastPacket = Long.MIN_VALUE;
    private long lastPli = Long.MIN_VALUE;
    private boolean keyFrameWanted;

    private boolean timed;
    private long reportNanos;
    private int reportTimestamp;

    Layer(Publication publication, int index, byte[] rid) {
        this.publication = publication;
        this.index = index;
        this.rid = rid;
        this.clockRate = publication.source.isVideo() ? 90_000 : 48_000;
    }

    /// The stream goes on under another SSRC, with other numbers: slots must switch to it as to another
    /// layer.
    void restart(int newSsrc) {
        ssrc = newSsrc;
        known = true;
        received.reset();
        numbers.reset();
        statistics.reset();
        nacks.clear();
        timed = false;
        if (cache != null) {
            cache.clear();
        }
        publication.forget(this);
    }

    /// The end: what was kept is given back.
    void release() {
        cache = null;
    }

    boolean alive(long now) {
        return lastPacket != Long.MIN_VALUE && now - lastPacket < Tuning.LAYER_SILENT;
    }

    /// What it takes to forward it. Right after its start that is guessed by the layer below it.
    long bitsPerSecond(long now) {
        long measured = rate.smoothedBitsPerSecond();
        if (rate.isSettled() || index == 0 || !alive(now)) {
            return measured;
        }
        return Math.max(measured, Tuning.LAYER_RATIO * publication.layers[index - 1].bitsPerSecond(now));
    }

    boolean sentSince(long nanos) {
        return lastPacket != Long.MIN_VALUE && lastPacket >= nanos;
    }

    /// Takes note of a packet.
    ///
    /// @param retransmitted whether it came as one
    /// @return its extended sequence number; -1 if it came before or is too old
    long accept(RtpPacket packet, boolean retransmitted, long now) {
        boolean first = !received.started();
        long highest = received.highest();
        long extended = received.accept(packet.sequence());
        if (extended < 0) {
            return -1;
        }
        if (!alive(now)) {
            rate.restart();
        }
        rate.add(packet.unpaddedLength() + BandwidthEstimator.OVERHEAD);
        lastPacket = now;
        if (!retransmitted) {
            statistics.onPacket(extended, packet.timestamp(), clockRate, now);
        }
        if (first || !publication.nacks) {
            return extended;
        }
        if (extended <= highest) {
            nacks.onLate(extended);
        } else if (extended > highest + 1 && publication.feeds(this)) {
            if (!nacks.onGap(highest + 1, extended, now)) {
                wantKeyFrame(now);
            }
            publication.endpoint.room.wakeSoon(nacks.nextDue());
        }
        return extended;
    }

    /// Keeps a packet for subscribers that will miss it.
    void keep(long number, RtpPacket packet) {
        if (!publication.nacks || publication.fedCount == 0) {
            return;
        }
        if (cache == null) {
            cache = new PacketCache(cacheSize());
        }
        cache.put(number, packet);
    }

    private int cacheSize() {
        int below = publication.layers.length - 1 - index;
        return below == 0 ? Tuning.CACHE_LARGE : below == 1 ? Tuning.CACHE_MIDDLE : Tuning.CACHE_SMALL;
    }

    /// @return false if the packet is not kept any more
    boolean kept(long number, RtpPacket packet) {
        return cache != null && cache.get(number, packet, publication.endpoint.extensionById);
    }

    /// Asks the publisher for a key frame: now, or as soon as it may be asked again.
    void wantKeyFrame(long now) {
        keyFrameWanted = true;
        askForKeyFrame(now);
    }

    void keyFrameCame() {
        keyFrameWanted = false;
    }

    private void askForKeyFrame(long now) {
        if (!keyFrameWanted || !alive(now) || (lastPli != Long.MIN_VALUE && now - lastPli < Tuning.PLI_INTERVAL)) {
            return;
        }
        SfuEndpoint endpoint = publication.endpoint;
        long at = endpoint.sink.reserve();
        if (at >= 0) {
            endpoint.sink.sendRtcp(at, RtcpWriter.pli(endpoint.sink.buffer(), at, endpoint.reporter, ssrc));
            endpoint.room.counters.increment(Counter.KEY_FRAMES_ASKED_FOR);
            lastPli = now;
        }
    }

    /// Asks for what is missing, if it is time.
    void askForMissing(long now) {
        if (nacks.nextDue() > now) {
            return;
        }
        SfuEndpoint endpoint = publication.endpoint;
        PacketSink sink = endpoint.sink;
        long at = sink.reserve();
        if (at < 0) {
            return;
        }
        MemorySegment m = sink.buffer();
        int length = nacks.write(m, at, endpoint.reporter, ssrc, endpoint.roundTrip, now);
        if (length > 0) {
            sink.sendRtcp(at, length);
            endpoint.room.counters.increment(Counter.MISSING_ASKED_FOR);
        } else {
            sink.release(at);
        }
    }

    void onTimer(long now) {
        rate.onTimer(now);
        askForKeyFrame(now);
        askForMissing(now);
        publication.endpoint.room.wakeSoon(nacks.nextDue());
    }

    /// A sender report: which moment on the publisher's clock a timestamp stands for.
    void onSenderReport(long ntp, int timestamp, long now) {
        statistics.onSenderReport(ntp, now);
        timed = true;
        reportNanos = Ntp.toNanos(ntp);
        reportTimestamp = timestamp;
        publication.endpoint.clock.onReport(reportNanos, now);
    }

    /// When, on the room's clock, what this timestamp stands for was captured. Without a sender report that
    /// is now.
    long capturedAt(int timestamp, long now) {
        if (!timed) {
            return now;
        }
        long captured =
                publication.endpoint.clock.local(reportNanos) + Clock.nanos(timestamp - reportTimestamp, clockRate);
        return captured > now || now - captured > Tuning.MAX_CAPTURE_AGE ? now : captured;
    }

    /// The timestamp that stands for a moment on the room's clock; valid if [#timed()].
    int timestampAt(long nanos) {
        return reportTimestamp + Clock.ticks(nanos - publication.endpoint.clock.local(reportNanos), clockRate);
    }

    boolean timed() {
        return timed;
    }
}
