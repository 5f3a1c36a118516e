// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.parley.media.SdpException;
import org.parley.media.Slot;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.media.rtp.Bytes;
import org.parley.media.rtp.HeaderExtension;
import org.parley.media.rtp.MediaFormat;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.VideoDescriptor;
import org.parley.media.sdp.AnswerSection;
import org.parley.media.sdp.Direction;
import org.parley.media.sdp.OfferedCodec;
import org.parley.media.sdp.OfferedExtension;
import org.parley.media.sdp.OfferedSection;
import org.parley.media.sdp.SdpAnswer;
import org.parley.media.sdp.SdpOffer;
import org.parley.media.sdp.SdpParser;
import org.parley.media.transport.Counters;
import org.parley.media.transport.Distribution;
import org.parley.media.transport.LocalTransport;
import org.parley.media.transport.PacketHandler;
import org.parley.media.transport.PacketSink;
import org.parley.media.transport.RemoteTransport;

/// One endpoint of a room: publisher and subscriber. Called on the room's event loop. What it sends goes into
/// its [PacketSink]; what is sent to it that makes no sense is counted and dropped.
public final class SfuEndpoint implements PacketHandler {
    /// Microseconds. What is reported beyond is no measurement.
    private static final long LONGEST_JITTER = 10_000_000;

    final SfuRoom room;
    final String id;
    final int csrc;
    final PacketSink sink;
    final @Nullable Publication[] publications = new @Nullable Publication[Source.values().length];
    final Set<Source> forbidden = EnumSet.noneOf(Source.class);
    final List<SlotSender> audioSlots = new ArrayList<>();
    final List<SlotSender> videoSlots = new ArrayList<>();

    List<Wanted> wanted = List.of();
    List<Slot> told = List.of();
    boolean connected;
    /// To the endpoint and back, in nanoseconds.
    long roundTrip = Tuning.ROUND_TRIP;
    /// The clock in its sender reports.
    final RemoteClock clock = new RemoteClock();
    /// The path to it.
    final Downlink downlink = new Downlink(this);

    /// SSRC under which the server itself reports to this endpoint.
    final int reporter;
    private final long sessionId;
    private final InStreams streams;
    final byte[] extensionById = new byte[256];
    private final Feedback feedback = new Feedback(this);
    private final Reports reports;
    private int version;

    private boolean roundTripKnown;
    private final Quality quality = new Quality();
    private int downlinkLoss;
    /// Microseconds; -1: nothing was reported.
    private long downlinkJitter = -1;
    private long heard = Long.MIN_VALUE;
    private long malformed;
    private long unknown;

    SfuEndpoint(SfuRoom room, String id, int csrc, PacketSink sink) {
        this.room = room;
        this.id = id;
        this.csrc = csrc;
        this.sink = sink;
        this.streams = new InStreams(room);
        this.reporter = streams.newSsrc();
        this.reports = new Reports(this);
        this.sessionId = room.random.nextLong(1, Long.MAX_VALUE);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Answers an offer. When all of it is valid, `transport` is called once to configure ICE and DTLS; on an
    /// [SdpException] nothing has changed.
    ///
    /// @param tracks what each sending section carries, by mid
    public String negotiate(
            String offerSdp,
            Map<String, Source> tracks,
            Function<RemoteTransport, LocalTransport> transport,
            long nowNanos)
            throws SdpException {
        room.forward();
        SdpOffer offer = SdpParser.parse(offerSdp);
        List<Negotiation.Plan> plans = new Negotiation(room.preference, room.decodedByOthers(this)).plan(offer, tracks);
        if (plans.stream().allMatch(plan -> plan instanceof Negotiation.Plan.Reject)) {
            throw new SdpException("no section of the offer can be used");
        }
        LocalTransport local = transport.apply(offer.transport());
        List<AnswerSection> answers = apply(plans);
        String answer = SdpAnswer.write(offer, answers, local, sessionId, ++version);
        room.negotiated(this, nowNanos);
        return answer;
    }

    private List<AnswerSection> apply(List<Negotiation.Plan> plans) {
        List<AnswerSection> answers = new ArrayList<>();
        List<SlotSender> slots = new ArrayList<>();
        Set<Source> published = EnumSet.noneOf(Source.class);
        Arrays.fill(extensionById, (byte) 0);
        for (Negotiation.Plan plan : plans) {
            answers.add(
                    switch (plan) {
                        case Negotiation.Plan.Publish publish -> {
                            published.add(publish.source());
                            yield publish(publish);
                        }
                        case Negotiation.Plan.Subscribe subscribe -> subscribe(subscribe, slots);
                        case Negotiation.Plan.Idle idle -> idle(idle.section(), idle.codecs());
                        case Negotiation.Plan.Reject reject -> idle(reject.section(), List.of());
                    });
        }
        for (Source source : Source.values()) {
            if (!published.contains(source)) {
                retire(source);
            }
        }
        for (SlotSender slot : slots()) {
            if (!slots.contains(slot)) {
                room.assign(slot, null);
                streams.free(slot.ssrc);
                streams.free(slot.rtxSsrc);
            }
        }
        audioSlots.clear();
        videoSlots.clear();
        slots.forEach(slot -> (slot.video ? videoSlots : audioSlots).add(slot));
        return answers;
    }

    private static AnswerSection idle(OfferedSection section, List<OfferedCodec> codecs) {
        return new AnswerSection(section, Direction.INACTIVE, codecs, section.extensions(), List.of(), null);
    }

    private AnswerSection publish(Negotiation.Plan.Publish plan) {
        OfferedSection section = plan.section();
        List<OfferedExtension> extensions = Negotiation.fromPublisher(section);
        for (OfferedExtension extension : extensions) {
            extensionById[extension.id()] = (byte) (extension.extension().ordinal() + 1);
        }
        List<String> rids = Negotiation.layers(section);
        List<byte[]> layers = rids.stream().map(SfuEndpoint::ascii).toList();
        Publication publication = publications[plan.source().ordinal()];
        if (publication == null || !publication.mid.equals(section.mid()) || !publication.sameLayers(layers)) {
            retire(plan.source());
            publication = new Publication(this, plan.source(), section.mid(), layers);
            publications[plan.source().ordinal()] = publication;
        }
        publication.clearFormats();
        for (OfferedCodec codec : plan.codecs()) {
            publication.format(codec.payloadType(), codec.format(), codec.rtx());
        }
        publication.offered =
                section.codecs().stream().map(OfferedCodec::format).collect(Collectors.toSet());
        publication.sent = null;
        publication.nacks =
                plan.codecs().stream().anyMatch(codec -> codec.feedback().contains("nack"));
        publication.answered = plan.codecs().stream().map(OfferedCodec::format).toList();
        if (!publication.simulcast() && !section.ssrcs().isEmpty()) {
            OfferedSection.SsrcPair pair = section.ssrcs().getFirst();
            streams.learn(publication.layers[0], pair.ssrc(), false);
            if (pair.rtx() != 0) {
                streams.learn(publication.layers[0], pair.rtx(), true);
            }
        }
        return new AnswerSection(section, Direction.RECVONLY, plan.codecs(), extensions, rids, null);
    }

    private AnswerSection subscribe(Negotiation.Plan.Subscribe plan, List<SlotSender> slots) {
        OfferedSection section = plan.section();
        SlotSender slot = null;
        for (SlotSender before : section.isVideo() ? videoSlots : audioSlots) {
            if (before.mid.equals(section.mid())) {
                slot = before;
            }
        }
        if (slot == null) {
            slot = new SlotSender(
                    this,
                    section,
                    streams.newSsrc(),
                    section.isVideo() ? streams.newSsrc() : 0,
                    room.random.nextInt(),
                    room.random.nextInt());
        } else {
            slot.negotiate(section);
        }
        slots.add(slot);
        AnswerSection.SentStream stream = new AnswerSection.SentStream(
                slot.ssrc,
                plan.codecs().stream().anyMatch(codec -> codec.rtx() >= 0) ? slot.rtxSsrc : 0,
                room.cname,
                "slot-" + slot.mid);
        return new AnswerSection(
                section, Direction.SENDONLY, plan.codecs(), Negotiation.toSubscriber(section), List.of(), stream);
    }

    private void retire(Source source) {
        Publication publication = publications[source.ordinal()];
        if (publication == null) {
            return;
        }
        publications[source.ordinal()] = null;
        room.retire(publication);
        for (Layer layer : publication.layers) {
            layer.release();
            streams.remove(layer);
        }
    }

    void leave() {
        for (Source source : Source.values()) {
            retire(source);
        }
        slots().forEach(slot -> room.assign(slot, null));
        connected = false;
        downlink.close();
    }

    /// All slots, in a list of their own.
    List<SlotSender> slots() {
        List<SlotSender> all = new ArrayList<>(audioSlots);
        all.addAll(videoSlots);
        return all;
    }

    /// What this endpoint can decode in its slots; null where it has none of the kind.
    @Nullable
    Set<MediaFormat> decoded(boolean video) {
        List<SlotSender> slots = video ? videoSlots : audioSlots;
        return slots.isEmpty() ? null : slots.getFirst().formats();
    }

    /// The transport is ready: what this endpoint waits for is asked for.
    public void onConnected(long nowNanos) {
        room.forward();
        connected = true;
        slots().forEach(slot -> slot.startAgain(nowNanos));
        room.wakeBy(nowNanos);
    }

    @Override
    public void onRtp(MemorySegment buffer, long offset, int length, long nowNanos) {
        RtpPacket packet = room.arrivals.packet;
        heard = nowNanos;
        if (!packet.read(buffer, offset, length, extensionById)) {
            malformed++;
            return;
        }
        if (packet.length(HeaderExtension.TRANSPORT_CC) == 2) {
            reports.onPacket(Bytes.u16(buffer, packet.offset(HeaderExtension.TRANSPORT_CC)), packet.ssrc(), nowNanos);
        }
        InStream stream = streams.get(packet.ssrc());
        if (stream == null) {
            stream = streams.learn(publications, packet);
            if (stream == null) {
                unknown++;
                return;
            }
        }
        Layer layer = stream.layer();
        Publication publication = layer.publication;
        if (stream.rtx()) {
            int original = publication.original(packet.payloadType());
            if (original < 0 || !layer.known || !packet.unwrapRetransmission(original, layer.ssrc)) {
                return;
            }
        }
        MediaFormat format = publication.format(packet.payloadType());
        if (format == null) {
            unknown++;
            return;
        }
        onMedia(layer, packet, format, stream.rtx(), nowNanos);
        layer.askForMissing(nowNanos);
    }

    private void onMedia(Layer layer, RtpPacket packet, MediaFormat format, boolean retransmitted, long now) {
        Publication publication = layer.publication;
        boolean wasSilent = !layer.alive(now);
        long extended = layer.accept(packet, retransmitted, now);
        if (extended < 0) {
            return;
        }
        publication.sent = format;
        VideoDescriptor descriptor = room.arrivals.descriptor;
        boolean newest = extended == layer.received.highest();
        if (packet.payloadLength() == 0) {
            if (newest) {
                layer.numbers.omit(extended);
                return;
            }
            descriptor.clear();
        } else if (!descriptor.read(format.codec(), packet)) {
            malformed++;
            if (newest) {
                layer.numbers.omit(extended);
            }
            return;
        }
        long number = layer.numbers.number(extended);
        if (number < 0) {
            return;
        }
        if (descriptor.keyFrameStart()) {
            layer.keyFrameCame();
        }
        if (packet.length(HeaderExtension.AUDIO_LEVEL) == 1 && !retransmitted) {
            int level = Bytes.u8(packet.buffer(), packet.offset(HeaderExtension.AUDIO_LEVEL));
            publication.loudness.onPacket(level, now);
        }
        if (wasSilent) {
            room.forward();
            publication.layerCame(now);
        }
        if (!publication.allowed) {
            return;
        }
        layer.keep(number, packet);
        if (publication.fedCount > 0 && !room.arrivals.add(layer, format, number, now)) {
            room.tooLong++;
        }
    }

    @Override
    public void onRtcp(MemorySegment buffer, long offset, int length, long nowNanos) {
        room.forward();
        heard = nowNanos;
        if (!feedback.on(buffer, offset, length, nowNanos)) {
            malformed++;
        }
    }

    /// The layer whose media is sent from an SSRC.
    @Nullable
    Layer layer(int ssrc) {
        InStream stream = streams.get(ssrc);
        return stream == null || stream.rtx() ? null : stream.layer();
    }

    /// A round-trip time was measured.
    void roundTrip(long nanos) {
        roundTrip = roundTripKnown ? roundTrip + (nanos - roundTrip) / 8 : nanos;
        roundTripKnown = true;
    }

    /// One of its slots has reported a loss, of 256.
    void downlinkLoss(int fraction) {
        downlinkLoss = Math.max(downlinkLoss, fraction);
    }

    /// One of its slots has reported a jitter, in microseconds.
    void downlinkJitter(long micros) {
        downlinkJitter = Math.max(downlinkJitter, micros);
    }

    private void measure(long now) {
        Counters counters = room.counters;
        if (roundTripKnown) {
            counters.observe(Distribution.ROUND_TRIP, roundTrip / 1_000);
        }
        if (downlinkJitter >= 0) {
            counters.observe(Distribution.JITTER, Math.min(downlinkJitter, LONGEST_JITTER));
            downlinkJitter = -1;
        }
        long estimated = downlink.estimatedBitsPerSecond(now);
        if (estimated > 0) {
            counters.observe(Distribution.ESTIMATED_BANDWIDTH, estimated);
        }
        if (!audioSlots.isEmpty() || !videoSlots.isEmpty()) {
            counters.observe(Distribution.USED_BANDWIDTH, downlink.sentBitsPerSecond());
        }
    }

    /// Once a second.
    ///
    /// @param uplinkLoss of 256
    void judgeQuality(int uplinkLoss, long now) {
        boolean silent = heard != Long.MIN_VALUE && now - heard > Tuning.SILENCE && sendsAt(now);
        if (quality.judge(Math.max(uplinkLoss, downlinkLoss), roundTrip, silent)) {
            room.listener.onQuality(id, quality.level());
        }
        downlinkLoss = 0;
        measure(now);
    }

    /// Whether packets go to it just now, so that it has something to report about.
    private boolean sendsAt(long now) {
        for (int i = 0; i < audioSlots.size(); i++) {
            if (audioSlots.get(i).sentSince(now - Tuning.SILENCE)) {
                return true;
            }
        }
        for (int i = 0; i < videoSlots.size(); i++) {
            if (videoSlots.get(i).sentSince(now - Tuning.SILENCE)) {
                return true;
            }
        }
        return false;
    }

    void onTimer(long now) {
        for (Publication publication : publications) {
            if (publication != null) {
                publication.onTimer(now);
            }
        }
        reports.onTimer(now);
        if (connected) {
            downlink.onTimer(now);
        }
    }

    /// What the path to it is thought to carry; 0 while nothing is known.
    public long estimatedBitsPerSecond(long nowNanos) {
        return downlink.estimatedBitsPerSecond(nowNanos);
    }

    /// What it was sent in the last second.
    public long sentBitsPerSecond() {
        return downlink.sentBitsPerSecond();
    }

    /// RTP and RTCP packets that were not well-formed.
    public long malformedPackets() {
        return malformed;
    }

    /// RTP packets of streams or payload types that were not negotiated.
    public long unknownPackets() {
        return unknown;
    }
}
