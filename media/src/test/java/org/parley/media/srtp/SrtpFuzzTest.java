// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.Fuzz;
import org.parley.media.crypto.Ciphers;
import org.parley.media.testing.RtpPackets;

/// Hostile bytes in place of protected packets, for each profile: refused or read, and nothing beyond their
/// end is touched.
class SrtpFuzzTest {
    private static final int ROOM = 2_048;

    private static List<byte[]> corpus() {
        List<byte[]> packets = new ArrayList<>();
        for (SrtpProfile profile : SrtpProfile.values()) {
            try (var sender = new SrtpSender(Ciphers.best(), profile, key(profile));
                    Arena arena = Arena.ofConfined()) {
                MemorySegment memory = arena.allocate(ROOM, 8);
                for (byte[] packet : List.of(RtpPackets.rtp(7, 1, 50), RtpPackets.rtp(7, 2, 0))) {
                    put(packet, memory);
                    packets.add(bytes(memory, sender.protectRtp(memory, 0, packet.length)));
                }
                byte[] report = RtpPackets.receiverReport(7);
                put(report, memory);
                packets.add(bytes(memory, sender.protectRtcp(memory, 0, report.length)));
            }
        }
        packets.add(new byte[] {(byte) 0x9f, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7});
        return packets;
    }

    private static MasterKey key(SrtpProfile profile) {
        byte[] bytes = new byte[SrtpProfile.KEY_LENGTH + profile.saltLength()];
        new Random(1).nextBytes(bytes);
        return new MasterKey(
                profile,
                Arrays.copyOf(bytes, SrtpProfile.KEY_LENGTH),
                Arrays.copyOfRange(bytes, SrtpProfile.KEY_LENGTH, bytes.length));
    }

    private static void put(byte[] packet, MemorySegment memory) {
        MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 0, packet.length);
    }

    private static byte[] bytes(MemorySegment memory, int length) {
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @MethodSource("corpus")
    @FuzzTest
    void srtp(byte[] input) {
        if (input.length > ROOM) {
            return;
        }
        for (SrtpProfile profile : SrtpProfile.values()) {
            try (var receiver = new SrtpReceiver(Ciphers.best(), profile, key(profile));
                    Arena arena = Arena.ofConfined()) {
                // so much and no more: whoever reads on fails
                MemorySegment exact = arena.allocate(Math.max(1, input.length), 8);
                put(input, exact);
                receiver.unprotectRtp(exact, 0, input.length);
                put(input, exact);
                receiver.unprotectRtcp(exact, 0, input.length);
            }
        }
    }

    @Test
    void whatever_comes_in_is_refused_or_read() {
        Fuzz.run(corpus(), 10, this::srtp);
    }
}
