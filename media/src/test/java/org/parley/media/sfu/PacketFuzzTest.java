// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.Fuzz;
import org.parley.media.Source;
import org.parley.media.Wanted;

/// Whatever an endpoint sends: no exception, nothing read beyond the packet's end, nothing malformed sent on.
class PacketFuzzTest {
    private static final String[] RIDS = {"q", "h", "f"};
    private static final byte[] STRUCTURE = {
        (byte) 0x80, 0, 1, (byte) 0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    };

    private final TestRoom test = new TestRoom();
    private final TestRoom.Member ada = test.chromium("ada");
    private final TestRoom.Member lin = test.firefox("lin");
    private final TestRoom.Member max = test.chromium("max");

    private boolean flowing;

    private void look() {
        List<Wanted> wanted = List.of(new Wanted("ada", Source.CAMERA, 400), new Wanted("ada", Source.SCREEN, 1_080));
        test.room.view("lin", wanted, test.now);
        test.room.view("max", wanted, test.now);
    }

    /// The very bytes, with nothing behind them that could be read by mistake.
    private void one(byte[] packet) {
        if (packet.length >= 12) {
            ada.endpoint.onRtp(MemorySegment.ofArray(packet), 0, packet.length, test.now);
            test.room.forward();
        }
    }

    private static List<byte[]> media() {
        List<byte[]> corpus = new ArrayList<>();
        for (int layer = 0; layer < 3; layer++) {
            corpus.add(Packets.of(96, 100 + layer)
                    .at(layer, 3_000)
                    .extension(4, "1")
                    .extension(10, RIDS[layer])
                    .vp8(true, true, 1, 1)
                    .build());
            corpus.add(Packets.of(97, 200 + layer)
                    .at(layer, 3_000)
                    .extension(4, "1")
                    .extension(11, RIDS[layer])
                    .payload((byte) 0, (byte) 1, (byte) 0x10, (byte) 0, (byte) 9)
                    .build());
        }
        corpus.add(Packets.of(111, 1)
                .at(1, 960)
                .extension(4, "0")
                .extension(1, (byte) 20)
                .extension(3, (byte) 1, (byte) 2)
                .payload((byte) 1, (byte) 2)
                .padded()
                .build());
        // VP9, H.264, AV1 on the screen's section
        corpus.add(screen(98, (byte) 0xB8, (byte) 0x81, (byte) 2, (byte) 0, (byte) 7, (byte) 1, (byte) 1));
        corpus.add(screen(108, (byte) 24, (byte) 0, (byte) 2, (byte) 0x67, (byte) 1, (byte) 0, (byte) 1, (byte) 0x65));
        corpus.add(screen(108, (byte) 28, (byte) 0x85, (byte) 1));
        corpus.add(screen(45, (byte) 0x18, (byte) 1, (byte) 1));
        corpus.add(Packets.of(96, 300)
                .at(9, 9)
                .extension(4, "2")
                .extension(12, STRUCTURE)
                .vp8(true, true, 3, 3)
                .build());
        return corpus;
    }

    private static List<byte[]> control() {
        int slot = new PacketFuzzTest().lin.ssrcs("8").getFirst();
        return List.of(
                Rtcp.pli(slot),
                Rtcp.nack(slot, 1, 2, 3),
                Rtcp.senderReport(1, 0x1234_5678_9ABC_DEF0L, 5),
                Rtcp.receiverReport(slot, 20, 0x1234_5678, 1),
                HexFormat.of().parseHex("81ca0004000000010105616263646500" + "00000000"),
                HexFormat.of().parseHex("8fcd000500000001000000020001000200000100a0020405"),
                HexFormat.of().parseHex("8fce000500000001000000005245" + "4d42010a00010000000100000000"));
    }

    private static byte[] screen(int payloadType, byte... payload) {
        return Packets.of(payloadType, 300)
                .at(5, 6)
                .extension(4, "2")
                .payload(payload)
                .build();
    }

    /// Long runs go on in one room: building one for each input would leave hardly any.
    @MethodSource("media")
    @FuzzTest
    void rtp(byte[] input) {
        mediaFlows();
        test.pass(TestRoom.MS);
        one(input);
        clear();
    }

    @MethodSource("control")
    @FuzzTest
    void rtcp(byte[] input) {
        mediaFlows();
        test.pass(TestRoom.MS);
        control(input);
        clear();
    }

    private void mediaFlows() {
        if (!flowing) {
            flowing = true;
            look();
            media().forEach(this::one);
        }
    }

    private void control(byte[] input) {
        if (input.length >= 8) {
            lin.endpoint.onRtcp(MemorySegment.ofArray(input), 0, input.length, test.now);
            ada.endpoint.onRtcp(MemorySegment.ofArray(input), 0, input.length, test.now);
        }
    }

    private void clear() {
        List.of(ada, lin, max).forEach(member -> member.sink.clear());
    }

    @Test
    void broken_rtp_does_no_harm() {
        look();
        List<byte[]> corpus = media();
        corpus.forEach(this::one);
        Fuzz.run(corpus, 1, input -> {
            test.pass(TestRoom.MS);
            one(input);
            for (TestRoom.Member member : List.of(lin, max)) {
                for (Sent sent : member.sink.rtp) {
                    assertThat(sent.csrcCount()).isEqualTo(1);
                    assertThat(sent.csrc()).isEqualTo(ada.csrc);
                    assertThat(sent.payload()).isNotNull();
                }
                member.sink.clear();
            }
            ada.sink.clear();
        });
        assertThat(ada.endpoint.malformedPackets()).isPositive();
    }

    @Test
    void broken_rtcp_does_no_harm() {
        look();
        media().forEach(this::one);
        Fuzz.run(control(), 1, input -> {
            test.pass(TestRoom.MS);
            control(input);
            clear();
        });
        assertThat(lin.endpoint.malformedPackets()).isPositive();
    }
}
