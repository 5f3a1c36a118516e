// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.time.Duration;
import java.util.List;

/// What a synthetic stream looks like on the wire.
///
/// @param sizes datagram size in bytes of each packet of a frame, the SRTP tag included; they leave in one
///     burst
/// @param interval between frames
/// @param clockRate of RTP timestamps, in Hz
public record StreamProfile(boolean video, int payloadType, List<Integer> sizes, Duration interval, int clockRate) {
    static final int AUDIO_TYPE = 111;
    static final int VIDEO_TYPE = 96;

    private static final Duration FRAME = Duration.ofNanos(1_000_000_000 / 30);

    /// One Opus frame, 20 ms at about 32 kbit/s.
    public static final StreamProfile AUDIO =
            new StreamProfile(false, AUDIO_TYPE, List.of(124), Duration.ofMillis(20), 48_000);

    /// A frame of four packets of one size, 30 times a second: 1.1 Mbit/s. The kindest case for GSO.
    public static final StreamProfile EVEN_VIDEO =
            new StreamProfile(true, VIDEO_TYPE, List.of(1128, 1128, 1128, 1128), FRAME, 90_000);

    /// As libwebrtc cuts a frame: sizes that differ by a byte, smallest first, which ends a GSO run.
    public static final StreamProfile BROWSER_VIDEO =
            new StreamProfile(true, VIDEO_TYPE, List.of(1122, 1122, 1122, 1123), FRAME, 90_000);

    public StreamProfile {
        sizes = List.copyOf(sizes);
    }

    double packetsPerSecond() {
        return sizes.size() * 1e9 / interval.toNanos();
    }
}
