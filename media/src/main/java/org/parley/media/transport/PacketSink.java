// SPDX-License-Identifier: Apache-2.0
package org.parley.media.transport;

import java.lang.foreign.MemorySegment;

/// Where the forwarding core puts packets for one endpoint. Implemented by the endpoint's transport. A caller
/// reserves a slot, writes a plain RTP or RTCP packet into it and sends it; the transport protects it in
/// place and lets it leave with the other packets of this turn of the loop. Allocates nothing.
public interface PacketSink {
    /// Room for a packet in one slot; the rest of the slot is for the SRTP trailer.
    int MAX_PACKET = 1_460;

    /// The loop's outgoing memory. The same object for every endpoint of the loop, for ever.
    MemorySegment buffer();

    /// Byte offset in [#buffer()] of a free slot of at least [#MAX_PACKET] bytes, or -1 if this endpoint
    /// can't send now (not connected, or too much queued): the packet is dropped and counted by the
    /// transport. A reserved slot must be sent or given back before the next one is reserved.
    long reserve();

    void sendRtp(long offset, int length);

    /// As [#sendRtp(long, int)], of a packet whose header alone is in the slot. The payload is read from where
    /// it is, and not changed.
    default void sendRtp(long offset, int headerLength, MemorySegment payload, long payloadOffset, int payloadLength) {
        MemorySegment.copy(payload, payloadOffset, buffer(), offset + headerLength, payloadLength);
        sendRtp(offset, headerLength + payloadLength);
    }

    void sendRtcp(long offset, int length);

    /// Gives back a reserved slot unused.
    void release(long offset);
}
