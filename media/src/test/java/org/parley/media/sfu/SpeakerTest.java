// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.Slot;
import org.parley.media.Source;

class SpeakerTest {
    private static final long MS = TestRoom.MS;
    private static final int SPEECH = 25;
    private static final int NOISE = 65;
    private static final int SILENCE = 127;

    private final TestRoom test = new TestRoom();
    private final List<TestRoom.Member> members = new ArrayList<>();
    private final int[] levels = new int[20];
    private int sequence;

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            members.add(test.chromium("m" + i));
            levels[i] = NOISE;
        }
    }

    /// Lets time pass while everybody sends a packet every 20 ms.
    private void pass(long millis) {
        for (long t = 0; t < millis; t += 20) {
            test.pass(20 * MS);
            sequence++;
            for (int i = 0; i < members.size(); i++) {
                members.get(i)
                        .rtp(Packets.of(111, 1_000 + i)
                                .at(sequence & 0xffff, sequence * 960)
                                .extension(4, "0")
                                .extension(1, (byte) levels[i])
                                .payload((byte) i, (byte) sequence));
            }
        }
    }

    private List<String> speakers() {
        return test.speakers.isEmpty() ? List.of() : test.speakers.getLast();
    }

    private List<String> heardBy(String id) {
        return test.slots.getOrDefault(id, List.of()).stream()
                .map(Slot::publisher)
                .toList();
    }

    @Test
    void who_speaks_is_told_within_a_fifth_of_a_second_and_held_over_pauses() {
        join(3);
        pass(2_000);
        assertThat(test.speakers).isEmpty();

        levels[1] = SPEECH;
        pass(200);
        assertThat(speakers()).containsExactly("m1");

        for (int word = 0; word < 5; word++) {
            levels[1] = NOISE;
            pass(500);
            levels[1] = SPEECH;
            pass(400);
        }
        assertThat(test.speakers).hasSize(1);

        levels[1] = NOISE;
        pass(1_200);
        assertThat(speakers()).isEmpty();
    }

    @Test
    void a_click_is_not_speech() {
        join(2);
        pass(1_000);
        levels[0] = 10;
        pass(40);
        levels[0] = NOISE;
        pass(500);
        assertThat(test.speakers).isEmpty();
    }

    @Test
    void a_fan_is_not_speech_for_long() {
        join(2);
        levels[0] = 48;
        pass(20_000);
        assertThat(speakers()).isEmpty();
    }

    @Test
    void the_louder_of_two_stands_first_and_they_do_not_change_places_for_nothing() {
        join(3);
        pass(1_000);
        levels[0] = 40;
        levels[2] = 20;
        pass(3_000);
        assertThat(speakers()).containsExactly("m2", "m0");
        int told = test.speakers.size();
        for (int i = 0; i < 50; i++) {
            levels[0] = 20 + i % 3;
            levels[2] = 22 - i % 3;
            pass(100);
        }
        assertThat(test.speakers.size()).isEqualTo(told);
    }

    @Test
    void in_a_small_room_everybody_has_a_slot_and_nobody_hears_itself() {
        join(4);
        pass(200);
        assertThat(heardBy("m0")).containsExactlyInAnyOrder("m1", "m2", "m3");
        assertThat(heardBy("m3")).containsExactlyInAnyOrder("m0", "m1", "m2");
        assertThat(members.get(0).received("4")).isNotEmpty();
    }

    @Test
    void in_a_large_room_who_speaks_gets_a_slot_and_the_others_stay_where_they_are() {
        join(12);
        pass(1_000);
        assertThat(heardBy("m0")).hasSize(4).doesNotContain("m9");
        levels[9] = SPEECH;
        pass(200);
        assertThat(heardBy("m0")).hasSize(4).contains("m9");
        assertThat(heardBy("m9")).hasSize(4).doesNotContain("m9");

        List<Slot> before = test.slots.get("m0");
        for (int i = 0; i < 100; i++) {
            levels[i % 8] = NOISE - i % 5;
            pass(40);
        }
        assertThat(test.slots.get("m0")).isEqualTo(before);
    }

    @Test
    void when_all_slots_speak_only_somebody_clearly_louder_comes_in() {
        join(10);
        for (int i = 0; i < 5; i++) {
            levels[i] = 30;
        }
        pass(3_000);
        assertThat(heardBy("m9")).isSubsetOf("m0", "m1", "m2", "m3", "m4");
        levels[7] = 30;
        pass(3_000);
        assertThat(heardBy("m9")).doesNotContain("m7");
        levels[7] = 5;
        levels[0] = 36;
        pass(3_000);
        assertThat(heardBy("m9")).contains("m7");
    }

    @Test
    void sound_of_a_shared_screen_has_a_slot_of_its_own_and_speaks_for_nobody() {
        join(2);
        for (int i = 0; i < 50; i++) {
            members.get(0)
                    .rtp(Packets.of(111, 5)
                            .at(i, i * 960)
                            .extension(4, "3")
                            .extension(1, (byte) SPEECH)
                            .payload((byte) 1));
            pass(20);
        }
        assertThat(test.slots.get("m1"))
                .extracting(Slot::source)
                .containsExactlyInAnyOrder(Source.MICROPHONE, Source.SCREEN_AUDIO);
        assertThat(test.speakers).isEmpty();
    }

    @Test
    void a_microphone_that_falls_silent_frees_its_slot() {
        join(2);
        pass(100);
        assertThat(heardBy("m1")).containsExactly("m0");
        test.pass(4_000 * MS);
        assertThat(heardBy("m1")).isEmpty();
        levels[0] = SILENCE;
        pass(20);
        assertThat(heardBy("m1")).containsExactly("m0");
    }
}
