// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.sframe.SFrameException.Reason;

class FramesTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final byte[] CLEAR = {1, 2, 3};
    private static final byte[] FRAME = "a frame".getBytes(StandardCharsets.UTF_8);
    private static final byte[] KEY = new byte[16];
    private static final byte[] OTHER_KEY = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

    private final FrameSender sender = new FrameSender(CipherSuite.AES_128_GCM_SHA256_128);
    private final FrameReceiver receiver = new FrameReceiver(CipherSuite.AES_128_GCM_SHA256_128);

    @BeforeEach
    void both_are_in_epoch_seven() {
        sender.enter(7, 3, KEY);
        receiver.enter(7, KEY, NOW);
    }

    @Test
    void a_frame_is_decrypted_and_its_clear_bytes_stand_before_it() throws SFrameException {
        var sealed = sender.encrypt(Stream.CAMERA, CLEAR, FRAME);

        assertThat(sealed).startsWith(CLEAR).hasSize(CLEAR.length + 4 + FRAME.length + 16);
        assertThat(receiver.decrypt(Stream.CAMERA, 3, sealed, CLEAR.length, NOW))
                .isEqualTo(FRAME);
    }

    @Test
    void no_byte_can_be_changed() {
        var sealed = sender.encrypt(Stream.CAMERA, CLEAR, FRAME);
        for (var i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> receiver.decrypt(Stream.CAMERA, 3, changed, CLEAR.length, NOW))
                    .as("byte %d", i)
                    .isInstanceOf(SFrameException.class);
        }
    }

    @Test
    void a_frame_can_not_be_replayed() throws SFrameException {
        var sealed = sender.encrypt(Stream.MICROPHONE, CLEAR, FRAME);
        receiver.decrypt(Stream.MICROPHONE, 3, sealed, CLEAR.length, NOW);

        assertRefused(Reason.REPLAYED, () -> receiver.decrypt(Stream.MICROPHONE, 3, sealed, CLEAR.length, NOW));
    }

    @Test
    void a_frame_can_not_be_shown_as_another_participants_or_as_another_stream() {
        var sealed = sender.encrypt(Stream.CAMERA, CLEAR, FRAME);

        assertRefused(Reason.OTHER_SENDER, () -> receiver.decrypt(Stream.CAMERA, 4, sealed, CLEAR.length, NOW));
        assertRefused(Reason.OTHER_SENDER, () -> receiver.decrypt(Stream.SCREEN, 3, sealed, CLEAR.length, NOW));
    }

    @Test
    void frames_of_the_epoch_before_are_decrypted_for_ten_seconds() throws SFrameException {
        var early = sender.encrypt(Stream.CAMERA, CLEAR, FRAME);
        var late = sender.encrypt(Stream.CAMERA, CLEAR, FRAME);
        receiver.enter(8, OTHER_KEY, NOW);

        assertThat(receiver.decrypt(Stream.CAMERA, 3, early, CLEAR.length, NOW.plusSeconds(9)))
                .isEqualTo(FRAME);
        assertRefused(
                Reason.UNKNOWN_KEY, () -> receiver.decrypt(Stream.CAMERA, 3, late, CLEAR.length, NOW.plusSeconds(10)));
    }

    @Test
    void nothing_is_decrypted_after_leaving() {
        var sealed = sender.encrypt(Stream.CAMERA, CLEAR, FRAME);
        receiver.leave();

        assertRefused(Reason.UNKNOWN_KEY, () -> receiver.decrypt(Stream.CAMERA, 3, sealed, CLEAR.length, NOW));
    }

    @Test
    void an_epoch_is_not_entered_twice_so_that_no_counter_is_used_twice() {
        assertThatThrownBy(() -> sender.enter(7, 3, KEY)).isInstanceOf(IllegalArgumentException.class);
        var headers = new HashSet<String>();
        for (var i = 0; i < 2000; i++) {
            var stream = i % 2 == 0 ? Stream.CAMERA : Stream.SCREEN;
            var sealed = sender.encrypt(stream, new byte[0], FRAME);
            assertThat(headers.add(Arrays.toString(Arrays.copyOf(sealed, 6)))).isTrue();
        }
    }

    @Test
    void frames_may_overtake_each_other_within_the_window() throws SFrameException {
        var frames = new byte[ReplayWindow.SIZE + 1][];
        for (var i = 0; i < frames.length; i++) {
            frames[i] = sender.encrypt(Stream.CAMERA, CLEAR, FRAME);
        }
        receiver.decrypt(Stream.CAMERA, 3, frames[frames.length - 1], CLEAR.length, NOW);

        assertThat(receiver.decrypt(Stream.CAMERA, 3, frames[1], CLEAR.length, NOW))
                .isEqualTo(FRAME);
        assertRefused(Reason.REPLAYED, () -> receiver.decrypt(Stream.CAMERA, 3, frames[0], CLEAR.length, NOW));
    }

    @Test
    void a_flood_of_keys_that_nobody_has_leaves_no_trace() {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++) {
            var rubbish = new byte[random.nextInt(40)];
            random.nextBytes(rubbish);
            var leaf = random.nextInt(4096);
            assertThatThrownBy(() -> receiver.decrypt(Stream.CAMERA, leaf, rubbish, 0, NOW))
                    .isInstanceOf(SFrameException.class);
        }
    }

    private static void assertRefused(Reason reason, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        SFrameException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
