// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.parley.bench.process.Floor;
import org.parley.media.srtp.MasterKey;
import org.parley.media.srtp.SrtpProfile;

/// The load of a [Shape] on the C floor: the same streams and receivers, with keys given instead of
/// negotiated.
public final class FloorLoad implements Load {
    private static final SrtpProfile PROFILE = SrtpProfile.AEAD_AES_128_GCM;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final LoadLoop loop;
    private final Totals totals = new Totals();
    private final List<MediaSocket> sockets = new ArrayList<>();

    private record Stream(int from, int ssrc, int payloadType) {}

    public FloorLoad(LoadLoop loop, Floor floor, Shape shape, StreamProfile camera) throws IOException {
        this.loop = loop;
        for (int meeting = 0; meeting < shape.meetings(); meeting++) {
            open(floor, shape, camera);
        }
    }

    private void open(Floor floor, Shape shape, StreamProfile camera) throws IOException {
        int first = sockets.size();
        var streams = new ArrayList<Stream>();
        for (var seat : shape.seats()) {
            int id = sockets.size();
            var up = key();
            var down = key();
            var sent = new ArrayList<SyntheticStream>();
            if (seat.microphone()) {
                sent.add(stream(StreamProfile.AUDIO, "0"));
            }
            if (seat.camera()) {
                sent.add(stream(camera, "1"));
            }
            sent.forEach(each ->
                    streams.add(new Stream(id, each.ssrc(), each.profile().payloadType())));
            var socket = loop.call(() -> open(floor.port(), up, down, sent)).join();
            sockets.add(socket);
            floor.client(id, socket.port(), up, down);
        }
        for (var stream : streams) {
            for (int to = first; to < sockets.size(); to++) {
                if (to != stream.from() && shape.seats().get(to - first).receives()) {
                    floor.route(stream.from(), stream.ssrc(), stream.payloadType(), to, RANDOM.nextInt(), 100);
                }
            }
        }
    }

    private MediaSocket open(int floorPort, byte[] up, byte[] down, List<SyntheticStream> sent) {
        var socket = new MediaSocket(totals);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), floorPort));
        socket.protect(PROFILE, masterKey(up), masterKey(down));
        sent.forEach(socket::publish);
        loop.add(socket);
        return socket;
    }

    private static SyntheticStream stream(StreamProfile profile, String mid) {
        return SyntheticStream.draw(profile, RANDOM.nextInt(), mid, ExtensionIds.OFFERED);
    }

    private static byte[] key() {
        var key = new byte[SrtpProfile.KEY_LENGTH + PROFILE.saltLength()];
        RANDOM.nextBytes(key);
        return key;
    }

    private static MasterKey masterKey(byte[] keyAndSalt) {
        return new MasterKey(
                PROFILE,
                Arrays.copyOf(keyAndSalt, SrtpProfile.KEY_LENGTH),
                Arrays.copyOfRange(keyAndSalt, SrtpProfile.KEY_LENGTH, keyAndSalt.length));
    }

    @Override
    public void run(boolean on) {
        loop.call(() -> MediaSocket.activateAll(sockets, on)).join();
    }

    @Override
    public Counts counts() {
        return loop.call(totals::snapshot).join();
    }

    @Override
    public Delay delay() {
        return loop.call(totals.delays::take).join();
    }

    @Override
    public void close() {
        loop.call(() -> {
                    sockets.forEach(loop::remove);
                    return sockets;
                })
                .join();
    }
}
