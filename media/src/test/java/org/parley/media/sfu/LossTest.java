// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.parley.media.Source;
import org.parley.media.Wanted;

/// A publisher and a subscriber behind networks that lose, delay, reorder and duplicate, in virtual time.
class LossTest {
    private static final long MS = TestRoom.MS;
    private static final int SSRC = 0x5001;
    private static final int RTX = 0x5002;

    private final TestRoom test = new TestRoom();

    /// One direction of a network.
    private static final class Network {
        final PriorityQueue<Map.Entry<Long, byte[]>> queue = new PriorityQueue<>(Map.Entry.comparingByKey());
        final Random random;
        final double loss;

        Network(Random random, double loss) {
            this.random = random;
            this.loss = loss;
        }

        void send(byte[] packet, long now) {
            int copies = random.nextInt(100) == 0 ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                if (random.nextDouble() >= loss) {
                    long jitter = random.nextInt(20) == 0 ? random.nextLong(30 * MS) : random.nextLong(2 * MS);
                    queue.add(Map.entry(now + 20 * MS + jitter, packet));
                }
            }
        }

        List<byte[]> arrived(long now) {
            List<byte[]> arrived = new ArrayList<>();
            while (!queue.isEmpty() && queue.element().getKey() <= now) {
                arrived.add(queue.remove().getValue());
            }
            return arrived;
        }
    }

    private static byte[] retransmission(byte[] original, int sequence) {
        // the publisher's packets here have 12 + 4 + 4 bytes of header
        ByteBuffer b = ByteBuffer.allocate(original.length + 2);
        b.put(original, 0, 20).put(original, 2, 2).put(original, 20, original.length - 20);
        b.put(1, (byte) ((original[1] & 0x80) | 97))
                .putShort(2, (short) sequence)
                .putInt(8, RTX);
        String rid = "q";
        b.put(16, (byte) (4 << 4)).put(17, (byte) '1').put(18, (byte) (11 << 4)).put(19, (byte) rid.charAt(0));
        return b.array();
    }

    @Test
    void what_is_lost_on_either_side_is_sent_again() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TestRoom.Member ada = test.chromium("ada");
        TestRoom.Member lin = test.chromium("lin");
        test.room.view("lin", List.of(new Wanted("ada", Source.CAMERA, 180)), test.now);
        int slot = lin.ssrcs("8").get(0);
        int slotRtx = lin.ssrcs("8").get(1);
        Network up = new Network(random, 0.05);
        Network upBack = new Network(random, 0.05);
        Network down = new Network(random, 0.05);
        Network downBack = new Network(random, 0.05);
        Map<Integer, byte[]> history = new HashMap<>();
        Map<Integer, byte[]> received = new HashMap<>();
        Set<Integer> asked = new HashSet<>();
        int rtxSequence = 0;
        int highest = -1;
        int sequence = 65_000;
        int total = 3_000;
        for (int tick = 0; tick < total + 600; tick++) {
            test.pass(5 * MS);
            if (tick < total) {
                sequence++;
                byte[] packet = Packets.of(96, SSRC)
                        .at(sequence & 0xffff, tick * 450)
                        .extension(4, "1")
                        .extension(10, "q")
                        .marked()
                        .vp8(tick == 0, true, tick, 0)
                        .build();
                packet[packet.length - 1] = (byte) (sequence >> 8);
                history.put(sequence & 0xffff, packet);
                if (tick == 0) {
                    ada.rtp(packet); // the start is not what is tested
                } else {
                    up.send(packet, test.now);
                }
            }
            up.arrived(test.now).forEach(ada::rtp);
            ada.sink.rtcp.forEach(packet -> upBack.send(packet, test.now));
            ada.sink.clear();
            for (int nacked : Rtcp.nacked(upBack.arrived(test.now), SSRC)) {
                byte[] packet = history.get(nacked);
                assertThat(packet).as("asked for what was sent").isNotNull();
                up.send(retransmission(packet, rtxSequence++), test.now);
            }
            lin.sink.rtp.forEach(packet -> down.send(packet.bytes(), test.now));
            lin.sink.clear();
            for (byte[] packet : down.arrived(test.now)) {
                Sent sent = new Sent(packet);
                int number = sent.sequence();
                byte[] payload = sent.payload();
                if (sent.ssrc() == slotRtx) {
                    assertThat(sent.payloadType()).isEqualTo(97);
                    number = ByteBuffer.wrap(payload).getShort() & 0xffff;
                    payload = Arrays.copyOfRange(payload, 2, payload.length);
                } else {
                    assertThat(sent.ssrc()).isEqualTo(slot);
                }
                byte[] before = received.put(number, payload);
                assertThat(before == null || Arrays.equals(before, payload))
                        .as("seed %d: a number stands for one packet", seed)
                        .isTrue();
                if (highest < 0 || (short) (number - highest) > 0) {
                    highest = number;
                }
            }
            if (tick % 10 == 0 && highest >= 0) {
                int from = received.size();
                for (int back = 400; back > 3 && from > 0; back--) {
                    int wanted = (highest - back) & 0xffff;
                    if (!received.containsKey(wanted)) {
                        asked.add(wanted);
                        downBack.send(Rtcp.nack(slot, wanted), test.now);
                    }
                }
            }
            downBack.arrived(test.now).forEach(lin::rtcp);
        }
        assertThat(asked).as("seed %d", seed).hasSizeGreaterThan(100);
        assertThat(received.size()).as("seed %d", seed).isBetween(total * 997 / 1000, total);
        assertThat(ada.endpoint.malformedPackets()).isZero();
    }

    @Test
    void a_packet_is_sent_again_as_it_was_even_after_the_source_has_changed() {
        TestRoom.Member ada = test.chromium("ada");
        TestRoom.Member max = test.chromium("max");
        TestRoom.Member lin = test.firefox("lin");
        test.room.view("lin", List.of(new Wanted("ada", Source.CAMERA, 180)), test.now);
        ada.rtp(picture(1, "q", 11));
        test.room.view("lin", List.of(new Wanted("max", Source.CAMERA, 180)), test.now);
        max.rtp(picture(700, "q", 12));
        Sent first = lin.received("8").getFirst();
        assertThat(first.csrc()).isEqualTo(ada.csrc);
        lin.sink.clear();

        int slot = lin.ssrcs("8").getFirst();
        lin.rtcp(Rtcp.nack(slot, first.sequence(), first.sequence() + 1, first.sequence() + 2));

        assertThat(lin.sink.rtp).hasSize(2);
        Sent again = lin.sink.rtp.getFirst();
        assertThat(again.ssrc()).isEqualTo(lin.ssrcs("8").get(1));
        assertThat(again.payloadType()).isEqualTo(124);
        assertThat(again.csrc()).isEqualTo(ada.csrc);
        assertThat(again.timestamp()).isEqualTo(first.timestamp());
        assertThat(ByteBuffer.wrap(again.payload()).getShort() & 0xffff).isEqualTo(first.sequence());
        assertThat(Arrays.copyOfRange(again.payload(), 2, again.payload().length))
                .isEqualTo(first.payload());
    }

    @Test
    void a_flood_of_requests_is_not_answered_without_end() {
        TestRoom.Member ada = test.chromium("ada");
        TestRoom.Member lin = test.chromium("lin");
        test.room.view("lin", List.of(new Wanted("ada", Source.CAMERA, 180)), test.now);
        for (int i = 0; i < 500; i++) {
            ada.rtp(picture(1 + i, "q", 11 + i));
        }
        int slot = lin.ssrcs("8").getFirst();
        int first = lin.received("8").getFirst().sequence();
        lin.sink.clear();
        for (int round = 0; round < 90; round++) {
            test.now += 10 * MS;
            for (int i = 0; i < 500; i++) {
                lin.rtcp(Rtcp.nack(slot, (first + i) & 0xffff));
            }
        }
        assertThat(lin.sink.rtp.size()).isLessThanOrEqualTo(300);
    }

    private static Packets picture(int sequence, String rid, int time) {
        return Packets.of(96, 0x99)
                .at(sequence, time * 3_000)
                .extension(4, "1")
                .extension(10, rid)
                .marked()
                .vp8(true, true, sequence, 0);
    }
}
