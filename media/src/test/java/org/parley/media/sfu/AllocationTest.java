// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.media.sdp.Offers;
import org.parley.media.transport.PacketSink;

class AllocationTest {
    /// Takes everything and keeps nothing.
    private static final class NullSink implements PacketSink {
        private static final MemorySegment BUFFER = Arena.global().allocate(MAX_PACKET);
        long sent;

        @Override
        public MemorySegment buffer() {
            return BUFFER;
        }

        @Override
        public long reserve() {
            return 0;
        }

        @Override
        public void sendRtp(long offset, int length) {
            sent++;
        }

        @Override
        public void sendRtcp(long offset, int length) {}

        @Override
        public void release(long offset) {}
    }

    @Test
    void forwarding_one_to_ten_allocates_nothing_per_packet() throws Exception {
        TestRoom test = new TestRoom();
        TestRoom.Member ada = test.chromium("ada");
        NullSink sink = new NullSink();
        for (int i = 0; i < 10; i++) {
            SfuEndpoint subscriber = test.room.join("s" + i, 1_000 + i, sink, test.now);
            subscriber.negotiate(
                    i % 2 == 0 ? Offers.CHROMIUM : Offers.FIREFOX,
                    Offers.TRACKS,
                    remote -> TestRoom.TRANSPORT,
                    test.now);
            subscriber.onConnected(test.now);
            test.room.view("s" + i, List.of(new Wanted("ada", Source.SCREEN, 720)), test.now);
        }
        MemorySegment packet = Arena.global().allocate(1_200);
        byte[] bytes = Packets.of(96, 55)
                .at(0, 0)
                .extension(4, "2")
                .extension(3, (byte) 0, (byte) 0)
                .extension(12, (byte) 0x80, (byte) 0, (byte) 0)
                .vp8(true, true, 1, 1)
                .build();
        MemorySegment.copy(bytes, 0, packet, ValueLayout.JAVA_BYTE, 0, bytes.length);
        ada.rtp(Packets.of(96, 55)
                .at(65_535, 0)
                .extension(4, "2")
                .extension(12, (byte) 0x80, (byte) 0, (byte) 0, (byte) 0x80)
                .vp8(true, true, 0, 0));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        long before = 0;
        int rounds = 60_000;
        int measured = 20_000;
        for (int i = 0; i < rounds; i++) {
            if (i == rounds - measured) {
                before = threads.getThreadAllocatedBytes(id);
            }
            packet.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2, Short.reverseBytes((short) i));
            ada.endpoint.onRtp(packet, 0, 1_150, test.now + i * 1_000L);
            if (i % 4 == 3) {
                test.room.forward();
            }
        }
        long allocated = threads.getThreadAllocatedBytes(id) - before;

        assertThat(sink.sent).isGreaterThan(rounds * 10L - 100);
        assertThat((double) allocated / measured)
                .as("bytes per packet received")
                .isLessThan(1);
    }
}
