// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.parley.media.transport.PacketSink;

/// Keeps what is sent.
final class RecordingSink implements PacketSink {
    private static final MemorySegment BUFFER = Arena.global().allocate(MAX_PACKET * 2L);

    final List<Sent> rtp = new ArrayList<>();
    final List<byte[]> rtcp = new ArrayList<>();
    boolean full;
    private boolean reserved;

    @Override
    public MemorySegment buffer() {
        return BUFFER;
    }

    @Override
    public long reserve() {
        if (reserved) {
            throw new IllegalStateException("a slot is reserved already");
        }
        reserved = !full;
        return full ? -1 : 100;
    }

    private byte[] take(long offset, int length) {
        if (!reserved || offset != 100 || length > MAX_PACKET) {
            throw new IllegalStateException("not the reserved slot: " + offset + ", " + length);
        }
        reserved = false;
        return BUFFER.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void sendRtp(long offset, int length) {
        rtp.add(new Sent(take(offset, length)));
    }

    @Override
    public void sendRtcp(long offset, int length) {
        rtcp.add(take(offset, length));
    }

    @Override
    public void release(long offset) {
        take(offset, 0);
    }

    List<Sent> withSsrc(int ssrc) {
        return rtp.stream().filter(sent -> sent.ssrc() == ssrc).toList();
    }

    void clear() {
        rtp.clear();
        rtcp.clear();
    }
}
