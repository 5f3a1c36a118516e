// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtcp;

import java.lang.foreign.MemorySegment;
import org.parley.media.rtp.Bytes;

/// Writes RTCP packets. Each method writes one packet at an offset and returns its length; several one after another
/// make a compound packet.
public final class RtcpWriter {
    private RtcpWriter() {}

    static void header(MemorySegment m, long at, int count, int type, int length) {
        Bytes.put8(m, at, 0x80 | count);
        Bytes.put8(m, at + 1, type);
        Bytes.put16(m, at + 2, length / 4 - 1);
    }

    /// Picture loss indication, RFC 4585 §6.3.1.
    public static int pli(MemorySegment m, long at, int sender, int media) {
        header(m, at, 1, RtcpReader.PAYLOAD_FEEDBACK, 12);
        Bytes.put32(m, at + 4, sender);
        Bytes.put32(m, at + 8, media);
        return 12;
    }
}
