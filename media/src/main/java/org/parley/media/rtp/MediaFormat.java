// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A codec with those of its parameters that decide whether a decoder can do with it. Two endpoints
/// understand each other when both have the same format; the payload types differ.
public enum MediaFormat {
    OPUS(Codec.OPUS, 48_000),
    RED(Codec.RED, 48_000),
    VP8(Codec.VP8, 90_000),
    VP9_PROFILE_0(Codec.VP9, 90_000),
    VP9_PROFILE_1(Codec.VP9, 90_000),
    VP9_PROFILE_2(Codec.VP9, 90_000),
    VP9_PROFILE_3(Codec.VP9, 90_000),
    H264_CONSTRAINED_BASELINE_SINGLE(Codec.H264, 90_000),
    H264_CONSTRAINED_BASELINE(Codec.H264, 90_000),
    H264_BASELINE_SINGLE(Codec.H264, 90_000),
    H264_BASELINE(Codec.H264, 90_000),
    H264_MAIN_SINGLE(Codec.H264, 90_000),
    H264_MAIN(Codec.H264, 90_000),
    H264_HIGH_SINGLE(Codec.H264, 90_000),
    H264_HIGH(Codec.H264, 90_000),
    AV1_MAIN(Codec.AV1, 90_000),
    AV1_HIGH(Codec.AV1, 90_000);

    /// How many there are, without the copy that `values()` makes.
    public static final int COUNT = values().length;

    private final Codec codec;
    private final int clockRate;

    MediaFormat(Codec codec, int clockRate) {
        this.codec = codec;
        this.clockRate = clockRate;
    }

    public Codec codec() {
        return codec;
    }

    public int clockRate() {
        return clockRate;
    }

    public boolean isVideo() {
        return codec.isVideo();
    }

    /// The format of an `a=rtpmap` with its `a=fmtp`.
    ///
    /// @param parameters of `a=fmtp`, names in lower case
    /// @return null if it is not forwarded
    public static @Nullable MediaFormat of(
            boolean video, String encoding, int clockRate, int channels, Map<String, String> parameters) {
        MediaFormat format = switch (encoding.toLowerCase(Locale.ROOT)) {
            case "opus" -> channels == 2 ? OPUS : null;
            case "red" -> video ? null : RED;
            case "vp8" -> VP8;
            case "vp9" -> vp9(parameters);
            case "h264" -> h264(parameters);
            case "av1" -> av1(parameters);
            default -> null;
        };
        return format == null || format.clockRate != clockRate || format.isVideo() != video ? null : format;
    }

    private static @Nullable MediaFormat vp9(Map<String, String> parameters) {
        return switch (parameters.getOrDefault("profile-id", "0")) {
            case "0" -> VP9_PROFILE_0;
            case "1" -> VP9_PROFILE_1;
            case "2" -> VP9_PROFILE_2;
            case "3" -> VP9_PROFILE_3;
            default -> null;
        };
    }

    private static @Nullable MediaFormat av1(Map<String, String> parameters) {
        return switch (parameters.getOrDefault("profile", "0")) {
            case "0" -> AV1_MAIN;
            case "1" -> AV1_HIGH;
            default -> null;
        };
    }

    /// RFC 6184 §8.1: profile_idc, constraint flags and level in six hexadecimal digits; without them
    /// Baseline.
    private static @Nullable MediaFormat h264(Map<String, String> parameters) {
        boolean single;
        switch (parameters.getOrDefault("packetization-mode", "0")) {
            case "0" -> single = true;
            case "1" -> single = false;
            default -> {
                return null;
            }
        }
        String profile = parameters.getOrDefault("profile-level-id", "42000a").toLowerCase(Locale.ROOT);
        if (profile.length() != 6 || !profile.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            return null;
        }
        boolean constrained = (Integer.parseInt(profile.substring(2, 4), 16) & 0x40) != 0;
        return switch (profile.substring(0, 2)) {
            case "42" ->
                constrained
                        ? single ? H264_CONSTRAINED_BASELINE_SINGLE : H264_CONSTRAINED_BASELINE
                        : single ? H264_BASELINE_SINGLE : H264_BASELINE;
            case "4d" -> single ? H264_MAIN_SINGLE : H264_MAIN;
            case "64" -> single ? H264_HIGH_SINGLE : H264_HIGH;
            default -> null;
        };
    }
}
