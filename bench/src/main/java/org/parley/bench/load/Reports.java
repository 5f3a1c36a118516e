// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Writes RTCP sender and receiver reports (RFC 3550 §6.4). The reports of a network without loss or jitter:
/// that is what the load runs on.
final class Reports {
    private static final int MAX_BLOCKS = 31;

    /// Seconds from 1900 to 1970.
    private static final long NTP_EPOCH = 2_208_988_800L;

    private Reports() {}

    /// Writes a receiver report at the start of `out`.
    ///
    /// @return its length
    static int write(ByteBuffer out, int ownSsrc, List<StreamCheck> checks) {
        int blocks = Math.min(MAX_BLOCKS, checks.size());
        out.clear();
        out.put((byte) (0x80 | blocks)).put((byte) 201).putShort((short) (1 + 6 * blocks));
        out.putInt(ownSsrc);
        for (var check : checks.subList(0, blocks)) {
            out.putInt(check.ssrc()).putInt(0).putInt(check.extendedHighest());
            out.putInt(0).putInt(0).putInt(0);
        }
        return out.position();
    }

    /// Writes a sender report without blocks at the start of `out`.
    ///
    /// @return its length
    static int writeSender(ByteBuffer out, SyntheticStream stream, int packets, int octets) {
        long millis = System.currentTimeMillis();
        out.clear();
        out.put((byte) 0x80).put((byte) 200).putShort((short) 6).putInt(stream.ssrc());
        out.putInt((int) (TimeUnit.MILLISECONDS.toSeconds(millis) + NTP_EPOCH));
        out.putInt((int) ((millis % 1_000 << 32) / 1_000));
        out.putInt(stream.timestamp()).putInt(packets).putInt(octets);
        return out.position();
    }
}
