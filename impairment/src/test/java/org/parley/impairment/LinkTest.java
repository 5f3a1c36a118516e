// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.impairment.Conditions.Bottleneck;
import org.parley.impairment.Conditions.Delay;
import org.parley.impairment.Conditions.Loss;
import org.parley.impairment.Conditions.Silence;

class LinkTest {
    private static final long MS = 1_000_000;
    private static final Delay LATE =
            new Delay(Duration.ofMillis(50), Duration.ofMillis(20), 0.05, Duration.ofMillis(30));
    private static final Conditions EVERYTHING = Conditions.PERFECT
            .with(Loss.bursts(0.1, 3))
            .with(LATE)
            .withDuplicates(0.02)
            .with(new Bottleneck(1_000_000, Duration.ofMillis(200)))
            .with(Silence.periodic(Duration.ofSeconds(5), Duration.ofMillis(300)));

    private record Arrival(int packet, long at) {}

    /// `count` packets of 1,000 bytes, one each `everyNanos`.
    private static List<Arrival> through(Link<Integer> link, int count, long everyNanos) {
        return through(link, new Script(List.of(), 0), count, everyNanos);
    }

    private static List<Arrival> through(Link<Integer> link, Script script, int count, long everyNanos) {
        List<Arrival> arrived = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arrived.addAll(until(link, script, i * everyNanos));
            link.offer(i, 1000, i * everyNanos);
        }
        arrived.addAll(until(link, script, Link.NEVER - 1));
        return arrived;
    }

    private static List<Arrival> until(Link<Integer> link, Script script, long end) {
        List<Arrival> arrived = new ArrayList<>();
        long now = 0;
        for (; ; ) {
            long next = Math.min(link.nextAt(now), script.nextAt());
            if (next > end) {
                return arrived;
            }
            now = Math.max(now, next);
            script.run(link, now);
            for (Integer packet = link.poll(now); packet != null; packet = link.poll(now)) {
                arrived.add(new Arrival(packet, now));
            }
        }
    }

    private static Link<Integer> link(long seed, Conditions conditions) {
        return new Link<>(Link.Kind.DATAGRAMS, seed, conditions, 0);
    }

    private static List<Integer> packets(List<Arrival> arrived) {
        return arrived.stream().map(Arrival::packet).toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_same_seed_gives_every_packet_the_same_fate(long seed) {
        assertThat(through(link(seed, EVERYTHING), 5_000, 10 * MS))
                .isEqualTo(through(link(seed, EVERYTHING), 5_000, 10 * MS));
    }

    @Test
    void another_seed_loses_others() {
        assertThat(through(link(1, EVERYTHING), 1_000, 10 * MS))
                .isNotEqualTo(through(link(2, EVERYTHING), 1_000, 10 * MS));
    }

    @Test
    void a_delay_changes_nothing_of_what_is_lost() {
        Conditions lossy = Conditions.PERFECT.with(Loss.random(0.1));
        Conditions slow = lossy.with(Delay.of(Duration.ofMillis(100), Duration.ofMillis(20)));
        assertThat(packets(through(link(7, slow), 2_000, MS))).isEqualTo(packets(through(link(7, lossy), 2_000, MS)));
    }

    @Test
    void a_perfect_path_brings_everything_at_once() {
        List<Arrival> arrived = through(link(1, Conditions.PERFECT), 100, MS);
        assertThat(arrived).hasSize(100).allMatch(arrival -> arrival.at() == arrival.packet() * MS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 0.15, 0.5})
    void as_much_is_lost_as_was_asked_for(double share) {
        for (double burst : new double[] {1, 2, 5}) {
            Link<Integer> link = link(11, Conditions.PERFECT.with(new Loss(share, burst)));
            through(link, 100_000, MS);
            assertThat((double) link.counts().lost() / link.counts().offered())
                    .as("bursts of %s", burst)
                    .isBetween(share * 0.9, share * 1.1);
        }
    }

    @Test
    void losses_come_in_bursts_of_the_length_asked_for() {
        Link<Integer> link = link(5, Conditions.PERFECT.with(Loss.bursts(0.1, 4)));
        List<Integer> arrived = packets(through(link, 100_000, MS));
        int bursts = 0;
        for (int i = 1; i < arrived.size(); i++) {
            bursts += arrived.get(i) - arrived.get(i - 1) > 1 ? 1 : 0;
        }
        assertThat((double) link.counts().lost() / bursts).isBetween(3.6, 4.4);
    }

    @Test
    void jitter_spreads_the_delay_and_keeps_the_order() {
        Delay delay = Delay.of(Duration.ofMillis(100), Duration.ofMillis(30));
        List<Arrival> arrived = through(link(3, Conditions.PERFECT.with(delay)), 10_000, 5 * MS);
        assertThat(packets(arrived)).hasSize(10_000).isSorted();
        List<Long> delays =
                arrived.stream().map(a -> a.at() - a.packet() * 5L * MS).toList();
        assertThat(delays).allMatch(taken -> taken >= 70 * MS && taken <= 130 * MS);
        assertThat(delays).anyMatch(taken -> taken < 85 * MS).anyMatch(taken -> taken > 120 * MS);
    }

    @Test
    void those_behind_overtake_late_ones() {
        Delay delay = new Delay(Duration.ofMillis(20), Duration.ZERO, 0.1, Duration.ofMillis(15));
        List<Integer> arrived = packets(through(link(3, Conditions.PERFECT.with(delay)), 10_000, 5 * MS));
        assertThat(arrived).hasSize(10_000).doesNotHaveDuplicates();
        int overtaken = 0;
        for (int i = 1; i < arrived.size(); i++) {
            overtaken += arrived.get(i) < arrived.get(i - 1) ? 1 : 0;
        }
        assertThat(overtaken).isBetween(800, 1_200);
    }

    @Test
    void some_arrive_twice() {
        List<Arrival> arrived = through(link(3, Conditions.PERFECT.withDuplicates(0.1)), 10_000, MS);
        assertThat(arrived).hasSizeBetween(10_900, 11_100);
        assertThat(packets(arrived)).isSorted();
    }

    @Test
    void a_bottleneck_carries_what_it_can_and_its_queue_is_bounded() {
        // 8 Mbit/s are offered to 1 Mbit/s.
        Bottleneck narrow = new Bottleneck(1_000_000, Duration.ofMillis(200));
        Link<Integer> link = link(1, Conditions.PERFECT.with(narrow));
        List<Arrival> arrived = through(link, 10_000, MS);
        assertThat(arrived).allMatch(arrival -> arrival.at() - arrival.packet() * MS <= 208 * MS);
        assertThat(arrived.getLast().at() - arrived.getLast().packet() * MS).isBetween(190 * MS, 208 * MS);
        assertThat((double) arrived.size()).isBetween(1_250.0, 1_290.0);
        assertThat(link.counts().dropped()).isEqualTo(10_000L - arrived.size());
    }

    @Test
    void below_its_rate_a_bottleneck_delays_by_its_own_speed_alone() {
        Bottleneck wide = new Bottleneck(8_000_000, Duration.ofMillis(200));
        List<Arrival> arrived = through(link(1, Conditions.PERFECT.with(wide)), 1_000, 2 * MS);
        assertThat(arrived).hasSize(1_000).allMatch(arrival -> arrival.at() - arrival.packet() * 2L * MS == MS);
    }

    @Test
    void nothing_passes_in_a_silence() {
        Silence silence = Silence.periodic(Duration.ofSeconds(20), Duration.ofSeconds(2));
        List<Arrival> arrived = through(link(1, Conditions.PERFECT.with(silence)), 6_000, 10 * MS);
        assertThat(arrived).hasSize(5_400).noneMatch(arrival -> arrival.at() % (20_000 * MS) >= 18_000 * MS);
    }

    @Test
    void a_script_changes_conditions_at_its_times() {
        Script script = new Script(
                List.of(
                        new Script.Step(Duration.ofSeconds(2), Conditions.PERFECT.with(Silence.NOW)),
                        new Script.Step(Duration.ofSeconds(3), Conditions.PERFECT)),
                0);
        List<Integer> arrived = packets(through(link(1, Conditions.PERFECT), script, 500, 10 * MS));
        assertThat(arrived).hasSize(400).contains(199, 300).doesNotContain(200, 299);
    }

    @Test
    void a_queue_empties_at_the_new_rate() {
        Script script = new Script(
                List.of(new Script.Step(
                        Duration.ofMillis(100),
                        Conditions.PERFECT.with(new Bottleneck(300_000, Duration.ofMillis(300))))),
                0);
        // 100 packets wait for 3 Mbit/s at the start; 37 pass in 100 ms, and the others take 26.7 ms each.
        Link<Integer> link = link(1, Conditions.PERFECT.with(new Bottleneck(3_000_000, Duration.ofMillis(300))));
        List<Arrival> arrived = through(link, script, 100, 1);
        assertThat(arrived).hasSize(100);
        assertThat(arrived.getLast().at()).isBetween(1_750 * MS, 1_800 * MS);
    }

    @Test
    void a_stream_loses_nothing_and_keeps_its_order() {
        Link<Integer> link = new Link<>(Link.Kind.STREAM, 1, EVERYTHING, 0);
        List<Arrival> arrived = through(link, 2_000, 20 * MS);
        assertThat(packets(arrived)).hasSize(2_000).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_stream_waits_for_a_silence_to_end() {
        Silence silence = Silence.periodic(Duration.ofSeconds(20), Duration.ofSeconds(2));
        Link<Integer> link = new Link<>(Link.Kind.STREAM, 1, Conditions.PERFECT.with(silence), 0);
        List<Arrival> arrived = through(link, 2_500, 10 * MS);
        assertThat(arrived).hasSize(2_500);
        assertThat(arrived.get(1_850)).isEqualTo(new Arrival(1_850, 20_000 * MS));
    }
}
