// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.lang.foreign.MemorySegment;

/// How one profile protects packets in one direction; knows nothing of sequence numbers and windows. Lengths
/// handed in have been checked by the caller to hold a header, and for the `open` methods also the trailer.
interface Protection extends AutoCloseable {
    /// What protection adds to an RTP packet, in bytes.
    int rtpOverhead();

    /// What protection adds to an RTCP packet, index and tag together, in bytes.
    int rtcpOverhead();

    /// @param index packet index (RFC 3711 §3.3.1): roll-over counter and sequence number
    /// @return the new length
    int sealRtp(MemorySegment buffer, long offset, int headerLength, int length, int ssrc, long index);

    /// As above, with a payload from elsewhere.
    default int sealRtp(
            MemorySegment buffer,
            long offset,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            int ssrc,
            long index) {
        MemorySegment.copy(payload, payloadOffset, buffer, offset + headerLength, payloadLength);
        return sealRtp(buffer, offset, headerLength, headerLength + payloadLength, ssrc, index);
    }

    /// @return the plain length, or -1 if the packet isn't authentic
    int openRtp(MemorySegment buffer, long offset, int headerLength, int length, int ssrc, long index);

    /// @param index SRTCP index, 31 bits
    /// @return the new length
    int sealRtcp(MemorySegment buffer, long offset, int length, int ssrc, int index);

    /// @return the SRTCP word of a protected packet: flag E and index
    int rtcpWord(MemorySegment buffer, long offset, int length);

    /// @param word as given by [#rtcpWord]
    /// @return the plain length, or -1 if the packet isn't authentic
    int openRtcp(MemorySegment buffer, long offset, int length, int ssrc, int word);

    @Override
    void close();
}
