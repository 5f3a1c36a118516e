// SPDX-License-Identifier: Apache-2.0
package org.parley.media.transport;

import java.lang.foreign.MemorySegment;

/// What the forwarding core does with the packets of one endpoint: authenticated, decrypted, replay-checked.
/// The content is as hostile as before. The memory belongs to the caller and is used again after the call
/// returns.
public interface PacketHandler {
    /// @param offset where the RTP header starts in `buffer`
    /// @param length of the packet in bytes, at least 12
    /// @param nowNanos monotonic clock
    void onRtp(MemorySegment buffer, long offset, int length, long nowNanos);

    /// @param length of the compound packet in bytes, at least 8
    void onRtcp(MemorySegment buffer, long offset, int length, long nowNanos);
}
