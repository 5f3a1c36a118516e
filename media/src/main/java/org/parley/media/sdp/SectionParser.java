// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.SdpException;
import org.parley.media.rtp.HeaderExtension;
import org.parley.media.rtp.Limits;
import org.parley.media.rtp.MediaFormat;

/// Reads one `m=` section. Attributes may come in any order: Firefox sorts them.
final class SectionParser {
    private static final Set<String> PROTOCOLS = Set.of("UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVPF");
    private static final int MAX_FEEDBACK = 16;
    private static final int MAX_FMTP = 512;

    private final int index;
    private final String kind;
    private final int port;
    private final String protocol;
    private final String formats;
    private final List<Integer> payloadTypes = new ArrayList<>();
    private final Map<Integer, String> rtpmap = new HashMap<>();
    /// The payload types inside RED are the sender's and stay as they are, since the server can't read them: what
    /// all libwebrtc browsers call Opus is understood by all, other numbers are not.
    private static final String RED_OF_OPUS = "111/111";

    private final Map<Integer, String> fmtp = new HashMap<>();
    private final Map<Integer, Set<String>> feedback = new HashMap<>();
    private final Set<String> feedbackForAll = new LinkedHashSet<>();
    private final List<OfferedExtension> extensions = new ArrayList<>();
    private final Set<String> rids = new LinkedHashSet<>();
    private final Set<Integer> ssrcs = new LinkedHashSet<>();
    private final Map<Integer, Integer> rtxOf = new LinkedHashMap<>();
    private final TransportAttributes transport = new TransportAttributes();

    private @Nullable String mid;
    private Direction direction = Direction.SENDRECV;
    private List<String> simulcast = List.of();
    private boolean rtcpMux;
    private boolean rtcpRsize;
    private boolean bundleOnly;
    private boolean allowMixed;
    private int extmaps;

    /// @param line `m=` line without `m=` (RFC 8866 §5.14)
    SectionParser(int index, String line) throws SdpException {
        this.index = index;
        String[] parts = line.split(" ", -1);
        if (parts.length < 4) {
            throw new SdpException(name() + " has an m= line of " + parts.length + " parts, not 4 or more");
        }
        kind = Fields.token(parts[0], 32, "kind of " + name());
        int slash = parts[1].indexOf('/');
        port = Fields.number(slash < 0 ? parts[1] : parts[1].substring(0, slash), 65_535, "port of " + name());
        protocol = parts[2];
        if (protocol.length() > 64) {
            throw new SdpException("protocol of " + name() + " has more than 64 characters");
        }
        if (parts.length - 3 > Limits.MAX_CODECS) {
            throw new SdpException(name() + " has more than " + Limits.MAX_CODECS + " payload types");
        }
        formats = line.substring(parts[0].length() + parts[1].length() + parts[2].length() + 3);
        if (isRtp()) {
            for (int i = 3; i < parts.length; i++) {
                int payloadType = Fields.number(parts[i], 127, "payload type of " + name());
                if (payloadTypes.contains(payloadType)) {
                    throw new SdpException(name() + " names payload type " + payloadType + " twice");
                }
                payloadTypes.add(payloadType);
            }
        }
    }

    String name() {
        return mid == null ? "section " + (index + 1) : "section " + (index + 1) + " (mid " + mid + ")";
    }

    TransportAttributes transport() {
        return transport;
    }

    private boolean isRtp() {
        return PROTOCOLS.contains(protocol) && (kind.equals("audio") || kind.equals("video"));
    }

    /// Not rejected by the offerer: RFC 8829 §5.2.1, port 0 with bundle-only is an offer.
    boolean offered() {
        return port != 0 || bundleOnly;
    }

    void attribute(String name, String value) throws SdpException {
        switch (name) {
            case "mid" -> mid = Fields.token(value, Limits.MAX_MID, "mid of " + name());
            case "sendrecv" -> direction = Direction.SENDRECV;
            case "sendonly" -> direction = Direction.SENDONLY;
            case "recvonly" -> direction = Direction.RECVONLY;
            case "inactive" -> direction = Direction.INACTIVE;
            case "rtcp-mux" -> rtcpMux = true;
            case "rtcp-rsize" -> rtcpRsize = true;
            case "bundle-only" -> bundleOnly = true;
            case "extmap-allow-mixed" -> allowMixed = true;
            case "rtpmap" -> rtpmap.put(payloadType(value), Fields.rest(value));
            case "fmtp" -> fmtp(value);
            case "rtcp-fb" -> feedback(value);
            case "extmap" -> extmap(value);
            case "rid" -> rid(value);
            case "simulcast" -> simulcast(value);
            case "ssrc" -> ssrc(Fields.first(value));
            case "ssrc-group" -> ssrcGroup(value);
            default -> transport.attribute(name, value, name());
        }
    }

    /// Firefox also describes formats that it does not offer (`setCodecPreferences` took them out): nobody asks for
    /// what was said of those.
    private int payloadType(String value) throws SdpException {
        return Fields.number(Fields.first(value), 127, "payload type of " + name());
    }

    private void fmtp(String value) throws SdpException {
        if (!isRtp()) {
            return;
        }
        String parameters = Fields.rest(value);
        if (parameters.length() > MAX_FMTP) {
            throw new SdpException(name() + " has an fmtp of more than " + MAX_FMTP + " characters");
        }
        fmtp.put(payloadType(value), parameters);
    }

    private void feedback(String value) throws SdpException {
        String what = Fields.rest(value);
        Set<String> set = Fields.first(value).equals("*")
                ? feedbackForAll
                : feedback.computeIfAbsent(payloadType(value), key -> new LinkedHashSet<>());
        if (set.size() == MAX_FEEDBACK) {
            throw new SdpException(name() + " has more than " + MAX_FEEDBACK + " rtcp-fb for a payload type");
        }
        set.add(what);
    }

    private void extmap(String value) throws SdpException {
        if (++extmaps > Limits.MAX_EXTENSIONS) {
            throw new SdpException(name() + " has more than " + Limits.MAX_EXTENSIONS + " header extensions");
        }
        String head = Fields.first(value);
        int slash = head.indexOf('/');
        int id = Fields.number(slash < 0 ? head : head.substring(0, slash), 4_351, "extmap of " + name());
        Direction way = slash < 0 ? Direction.SENDRECV : extmapDirection(head.substring(slash + 1));
        HeaderExtension extension = HeaderExtension.of(Fields.first(Fields.rest(value)));
        if (extension == null) {
            return;
        }
        if (id < 1 || id > 255 || id == 15) {
            throw new SdpException("extmap of " + name() + " has the identifier " + id + ", not 1 to 14 or 16 to 255");
        }
        for (OfferedExtension other : extensions) {
            if (other.id() == id || other.extension() == extension) {
                throw new SdpException("extmap of " + name() + " has identifier " + id + " or its extension twice");
            }
        }
        extensions.add(new OfferedExtension(id, extension, way, slash >= 0));
    }

    private Direction extmapDirection(String text) throws SdpException {
        for (Direction direction : Direction.values()) {
            if (direction.token().equals(text)) {
                return direction;
            }
        }
        throw new SdpException("extmap of " + name() + " has an unknown direction");
    }

    private void rid(String value) throws SdpException {
        String[] parts = value.split(" ", 3);
        if (parts.length >= 2 && parts[1].equals("send")) {
            rids.add(Fields.token(parts[0], Limits.MAX_RID, "rid of " + name()));
            if (rids.size() > Limits.MAX_LAYERS) {
                throw new SdpException(name() + " has more than " + Limits.MAX_LAYERS + " rids");
            }
        }
    }

    /// RFC 8853 §5.1. Of alternatives the first is taken; a `~` means paused for now, and does not matter.
    private void simulcast(String value) throws SdpException {
        String[] parts = value.split(" +", -1);
        List<String> layers = new ArrayList<>();
        for (int i = 0; i + 1 < parts.length; i += 2) {
            if (parts[i].equals("send")) {
                for (String layer : parts[i + 1].split(";", -1)) {
                    String one = layer.split(",", -1)[0];
                    layers.add(one.startsWith("~") ? one.substring(1) : one);
                }
            }
        }
        if (layers.size() > Limits.MAX_LAYERS) {
            throw new SdpException(name() + " has more than " + Limits.MAX_LAYERS + " simulcast layers");
        }
        simulcast = layers;
    }

    private int ssrc(String text) throws SdpException {
        int ssrc = (int) Fields.longNumber(text, 0xffff_ffffL, "ssrc of " + name());
        ssrcs.add(ssrc);
        if (ssrcs.size() > Limits.MAX_LAYERS * 2) {
            throw new SdpException(name() + " has more than " + Limits.MAX_LAYERS * 2 + " SSRCs");
        }
        return ssrc;
    }

    private void ssrcGroup(String value) throws SdpException {
        String[] parts = value.split(" +", -1);
        if (parts.length == 3 && parts[0].equals("FID")) {
            rtxOf.put(ssrc(parts[1]), ssrc(parts[2]));
        }
    }

    OfferedSection finish(Set<String> bundled, boolean sessionAllowsMixed) throws SdpException {
        if (mid == null) {
            throw new SdpException(name() + " has no mid");
        }
        boolean usable = isRtp() && offered();
        if (usable && !bundled.contains(mid)) {
            throw new SdpException(name() + " is not in the BUNDLE group");
        }
        if (usable && !rtcpMux) {
            throw new SdpException(name() + " has no rtcp-mux");
        }
        if (!rids.containsAll(simulcast)) {
            throw new SdpException(name() + " has a simulcast layer without a rid of its own");
        }
        List<OfferedSection.SsrcPair> pairs = new ArrayList<>();
        for (int ssrc : ssrcs) {
            if (!rtxOf.containsValue(ssrc)) {
                pairs.add(new OfferedSection.SsrcPair(ssrc, rtxOf.getOrDefault(ssrc, 0)));
            }
        }
        return new OfferedSection(
                mid,
                kind,
                protocol,
                formats,
                usable,
                direction,
                usable ? codecs() : List.of(),
                extensions,
                simulcast,
                pairs,
                rtcpRsize,
                allowMixed || sessionAllowsMixed);
    }

    private List<OfferedCodec> codecs() throws SdpException {
        Map<Integer, Integer> rtx = new HashMap<>();
        for (int payloadType : payloadTypes) {
            if (encoding(payloadType).toLowerCase(Locale.ROOT).startsWith("rtx/")) {
                String apt =
                        Fields.parameters(fmtp.getOrDefault(payloadType, "")).get("apt");
                if (apt == null) {
                    throw new SdpException(name() + " has rtx without apt at payload type " + payloadType);
                }
                rtx.putIfAbsent(Fields.number(apt, 127, "apt of " + name()), payloadType);
            }
        }
        List<OfferedCodec> codecs = new ArrayList<>();
        for (int payloadType : payloadTypes) {
            String encoding = encoding(payloadType);
            MediaFormat format = format(payloadType, encoding);
            // RFC 5761 §4: 64 to 95 can't be told from RTCP
            if (format != null && (payloadType < 64 || payloadType > 95)) {
                Set<String> all = new LinkedHashSet<>(feedbackForAll);
                all.addAll(feedback.getOrDefault(payloadType, Set.of()));
                codecs.add(new OfferedCodec(
                        payloadType,
                        format,
                        encoding,
                        fmtp.getOrDefault(payloadType, ""),
                        all,
                        rtx.getOrDefault(payloadType, -1)));
            }
        }
        return codecs;
    }

    private String encoding(int payloadType) {
        return rtpmap.getOrDefault(payloadType, "");
    }

    private @Nullable MediaFormat format(int payloadType, String encoding) throws SdpException {
        String[] parts = encoding.split("/", -1);
        if (parts.length < 2) {
            return null;
        }
        int clockRate = Fields.number(parts[1], 1_000_000, "clock rate of payload type " + payloadType);
        int channels = parts.length > 2 ? Fields.number(parts[2], 255, "channels of payload type " + payloadType) : 1;
        Map<String, String> parameters = Fields.parameters(fmtp.getOrDefault(payloadType, ""));
        MediaFormat format = MediaFormat.of(kind.equals("video"), parts[0], clockRate, channels, parameters);
        boolean usable = format != MediaFormat.RED || RED_OF_OPUS.equals(fmtp.get(payloadType));
        return usable ? format : null;
    }
}
