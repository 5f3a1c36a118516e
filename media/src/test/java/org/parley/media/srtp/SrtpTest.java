// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.media.crypto.Ciphers;
import org.parley.media.testing.RtpPackets;

@ParameterizedClass
@EnumSource
class SrtpTest {
    @Parameter
    SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(2_048, 8);
    private SrtpSender sender = sender();
    private SrtpReceiver receiver = receiver();

    @BeforeEach
    void start() {
        sender.close();
        receiver.close();
        sender = sender();
        receiver = receiver();
    }

    private SrtpSender sender() {
        return new SrtpSender(Ciphers.best(), profile, key());
    }

    private SrtpReceiver receiver() {
        return new SrtpReceiver(Ciphers.best(), profile, key());
    }

    private MasterKey key() {
        byte[] bytes = new byte[SrtpProfile.KEY_LENGTH + profile.saltLength()];
        new Random(1).nextBytes(bytes);
        return new MasterKey(
                profile,
                Arrays.copyOf(bytes, SrtpProfile.KEY_LENGTH),
                Arrays.copyOfRange(bytes, SrtpProfile.KEY_LENGTH, bytes.length));
    }

    @AfterEach
    void end() {
        sender.close();
        receiver.close();
        arena.close();
    }

    private byte[] protect(byte[] packet) {
        put(packet);
        int length = sender.protectRtp(memory, 0, packet.length);
        return length < 0 ? new byte[0] : bytes(length);
    }

    private byte[] protectControl(byte[] packet) {
        put(packet);
        return bytes(sender.protectRtcp(memory, 0, packet.length));
    }

    private int unprotect(byte[] packet) {
        put(packet);
        return receiver.unprotectRtp(memory, 0, packet.length);
    }

    private int unprotectControl(byte[] packet) {
        put(packet);
        return receiver.unprotectRtcp(memory, 0, packet.length);
    }

    private void put(byte[] packet) {
        MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 0, packet.length);
    }

    private byte[] bytes(int length) {
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void what_was_protected_comes_out_as_it_was() {
        byte[] plain = RtpPackets.rtp(7, 1, 500);
        byte[] wire = protect(plain);
        assertThat(wire).hasSizeGreaterThan(plain.length).isNotEqualTo(Arrays.copyOf(plain, wire.length));
        assertThat(unprotect(wire)).isEqualTo(plain.length);
        assertThat(bytes(plain.length)).isEqualTo(plain);
    }

    @Test
    void a_payload_from_elsewhere_gives_the_same_packet_and_stays_as_it_is() {
        byte[] plain = RtpPackets.rtp(7, 1, 500);
        byte[] wire = protect(plain);
        SrtpSender other = sender();
        MemorySegment payload = arena.allocate(plain.length, 8);
        MemorySegment.copy(plain, 0, payload, ValueLayout.JAVA_BYTE, 0, plain.length);
        memory.fill((byte) 9);
        put(Arrays.copyOf(plain, 12));

        int length = other.protectRtp(memory, 0, 12, payload, 12, plain.length - 12);

        assertThat(bytes(length)).isEqualTo(wire);
        assertThat(payload.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(plain);
        put(Arrays.copyOf(plain, 12));
        assertThat(other.protectRtp(memory, 0, 12, payload, 12, plain.length - 12))
                .isEqualTo(SrtpSender.REFUSED);
        other.close();
    }

    @Test
    void control_packets_come_out_as_they_were() {
        byte[] plain = RtpPackets.receiverReport(7);
        for (int i = 0; i < 3; i++) {
            assertThat(unprotectControl(protectControl(plain))).isEqualTo(plain.length);
            assertThat(bytes(plain.length)).isEqualTo(plain);
        }
    }

    @Test
    void a_replayed_packet_is_refused() {
        byte[] wire = protect(RtpPackets.rtp(7, 1, 500));
        assertThat(unprotect(wire)).isPositive();
        assertThat(unprotect(wire)).isEqualTo(SrtpReceiver.REPLAYED);
        byte[] control = protectControl(RtpPackets.receiverReport(7));
        assertThat(unprotectControl(control)).isPositive();
        assertThat(unprotectControl(control)).isEqualTo(SrtpReceiver.REPLAYED);
    }

    @Test
    void late_packets_within_the_window_are_taken_and_older_ones_refused() {
        byte[] first = protect(RtpPackets.rtp(7, 1, 10));
        byte[] second = protect(RtpPackets.rtp(7, 2, 10));
        byte[] far = protect(RtpPackets.rtp(7, 1 + Streams.WINDOW, 10));
        assertThat(unprotect(far)).isPositive();
        assertThat(unprotect(first)).isEqualTo(SrtpReceiver.REPLAYED);
        assertThat(unprotect(second)).isPositive();
    }

    @Test
    void the_roll_over_counter_follows_sequence_numbers_around() {
        for (int i = 0; i < 200_000; i += 1_000) {
            byte[] plain = RtpPackets.rtp(7, i & 0xffff, 20);
            assertThat(unprotect(protect(plain))).isEqualTo(plain.length);
        }
        // a late one from before the last turn
        byte[] late = protect(RtpPackets.rtp(7, 198_990 & 0xffff, 20));
        assertThat(unprotect(late)).isPositive();
    }

    @Test
    void a_cut_or_changed_packet_is_refused_and_changes_nothing() {
        byte[] wire = protect(RtpPackets.rtp(7, 1, 50));
        for (int length = 0; length < wire.length; length++) {
            assertThat(unprotect(Arrays.copyOf(wire, length))).isNegative();
        }
        for (int i = 0; i < wire.length; i++) {
            byte[] changed = wire.clone();
            changed[i] ^= 1;
            assertThat(unprotect(changed)).as("byte %d changed", i).isNegative();
        }
        assertThat(unprotect(wire)).isPositive();
    }

    @Test
    void a_sequence_number_is_sent_once() {
        assertThat(protect(RtpPackets.rtp(7, 1, 50))).isNotEmpty();
        assertThat(protect(RtpPackets.rtp(7, 1, 60))).isEmpty();
        assertThat(protect(RtpPackets.rtp(8, 1, 60))).isNotEmpty();
    }

    @Test
    void streams_are_bounded() {
        for (int ssrc = 1; ssrc <= 512; ssrc++) {
            assertThat(unprotect(protect(RtpPackets.rtp(ssrc, 1, 10)))).isPositive();
        }
        assertThat(unprotect(protect(RtpPackets.rtp(513, 1, 10)))).isEqualTo(SrtpReceiver.TOO_MANY_STREAMS);
        assertThat(unprotect(protect(RtpPackets.rtp(1, 2, 10)))).isPositive();
    }
}
