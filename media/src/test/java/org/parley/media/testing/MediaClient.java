// SPDX-License-Identifier: Apache-2.0
package org.parley.media.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.parley.media.crypto.Ciphers;
import org.parley.media.dtls.DtlsClient;
import org.parley.media.dtls.Fingerprint;
import org.parley.media.ice.IceCredentials;
import org.parley.media.srtp.SrtpKeys;
import org.parley.media.srtp.SrtpProfile;
import org.parley.media.srtp.SrtpReceiver;
import org.parley.media.srtp.SrtpSender;
import org.parley.media.stun.IceUsername;
import org.parley.media.stun.StunAttribute;
import org.parley.media.stun.StunMessage;
import org.parley.media.stun.StunWriter;
import org.parley.media.transport.LocalTransport;
import org.parley.media.transport.RemoteTransport;

/// The other side of a transport, as a browser would be: controlling, DTLS client. One thread uses it;
/// another of its own reads the wire.
public final class MediaClient implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Wire wire;
    private final IceCredentials credentials = IceCredentials.draw(RANDOM);
    private final DtlsClient dtls;
    private final BlockingQueue<StunMessage> responses = new ArrayBlockingQueue<>(64);
    private final BlockingQueue<byte[]> rtp = new ArrayBlockingQueue<>(4_096);
    private final BlockingQueue<byte[]> rtcp = new ArrayBlockingQueue<>(4_096);
    private final Thread reader;
    private volatile @Nullable SrtpKeys keys;
    private @Nullable SrtpSender sender;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(2_048, 8);

    public MediaClient(Wire wire) {
        this.wire = wire;
        dtls = new DtlsClient(RANDOM, this::send);
        reader = Thread.ofVirtual().name("media-client").start(this::read);
    }

    /// Our half, as an offer would say it.
    public RemoteTransport offer() {
        return new RemoteTransport(
                credentials.ufrag(),
                credentials.pwd(),
                dtls.fingerprint().hash(),
                dtls.fingerprint().value(),
                true);
    }

    /// Checks, handshakes, and is ready for media then.
    public void connect(LocalTransport server, SrtpProfile... profiles) throws IOException, TimeoutException {
        check(server, true);
        handshake(server, profiles);
    }

    public StunMessage check(LocalTransport server, boolean nominate) throws TimeoutException {
        for (int attempt = 0; attempt < 20; attempt++) {
            send(checkMessage(server.ufrag(), server.pwd(), nominate));
            StunMessage response = poll(responses, 250);
            if (response != null) {
                return response;
            }
        }
        throw new TimeoutException("no answer to a check");
    }

    public byte[] checkMessage(String ufrag, String pwd, boolean nominate) {
        byte[] transaction = new byte[12];
        RANDOM.nextBytes(transaction);
        StunWriter check = new StunWriter(StunMessage.BINDING_REQUEST, transaction)
                .username(new IceUsername(ufrag, credentials.ufrag()))
                .tieBreaker(StunAttribute.ICE_CONTROLLING, 1)
                .priority(0x7eff_ffff);
        if (nominate) {
            check.add(StunAttribute.USE_CANDIDATE, new byte[0]);
        }
        return check.finish(pwd.getBytes(StandardCharsets.US_ASCII));
    }

    public void handshake(LocalTransport server, SrtpProfile... profiles) throws IOException {
        SrtpKeys agreed = dtls.handshake(new Fingerprint("sha-256", server.fingerprint()), profiles);
        sender = new SrtpSender(Ciphers.jdk(), agreed.profile(), agreed.client());
        keys = agreed;
    }

    public void sendRtp(byte[] packet) {
        send(protectRtp(packet));
    }

    public byte[] protectRtp(byte[] packet) {
        SrtpSender srtp = Objects.requireNonNull(sender, "not connected");
        MemorySegment.copy(packet, 0, out, ValueLayout.JAVA_BYTE, 0, packet.length);
        return bytes(out, srtp.protectRtp(out, 0, packet.length));
    }

    public void sendRtcp(byte[] packet) {
        SrtpSender srtp = Objects.requireNonNull(sender, "not connected");
        MemorySegment.copy(packet, 0, out, ValueLayout.JAVA_BYTE, 0, packet.length);
        send(bytes(out, srtp.protectRtcp(out, 0, packet.length)));
    }

    /// Sends anything.
    public void send(byte[] packet) {
        try {
            wire.send(packet);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return the next RTP packet in plain, or null if none comes in time
    public byte @Nullable [] receiveRtp(long timeoutMillis) {
        return poll(rtp, timeoutMillis);
    }

    public byte @Nullable [] receiveRtcp(long timeoutMillis) {
        return poll(rtcp, timeoutMillis);
    }

    public int waitingRtp() {
        return rtp.size();
    }

    private static <T> @Nullable T poll(BlockingQueue<T> queue, long timeoutMillis) {
        try {
            return queue.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void read() {
        SrtpReceiver receiver = null;
        try (Arena own = Arena.ofConfined()) {
            MemorySegment in = own.allocate(2_048, 8);
            while (true) {
                byte[] packet = wire.receive();
                int first = packet.length == 0 ? 255 : packet[0] & 0xff;
                if (first < 4) {
                    StunMessage.parse(packet, packet.length).ifPresent(responses::offer);
                } else if (first >= 20 && first < 64) {
                    dtls.receive(packet);
                } else if (first >= 128 && first < 192) {
                    SrtpKeys agreed = keys;
                    if (receiver == null && agreed != null) {
                        receiver = new SrtpReceiver(Ciphers.jdk(), agreed.profile(), agreed.server());
                    }
                    if (receiver != null) {
                        unprotect(receiver, in, packet);
                    }
                }
            }
        } catch (IOException expected) {
            // closed
        }
    }

    private void unprotect(SrtpReceiver receiver, MemorySegment in, byte[] packet) {
        MemorySegment.copy(packet, 0, in, ValueLayout.JAVA_BYTE, 0, packet.length);
        int type = packet[1] & 0x7f;
        boolean control = type >= 64 && type < 96;
        int plain =
                control ? receiver.unprotectRtcp(in, 0, packet.length) : receiver.unprotectRtp(in, 0, packet.length);
        if (plain >= 0) {
            (control ? rtcp : rtp).offer(bytes(in, plain));
        }
    }

    private static byte[] bytes(MemorySegment from, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        return bytes;
    }

    public Wire wire() {
        return wire;
    }

    /// Says good-bye by DTLS and closes the wire.
    @Override
    public void close() {
        try {
            dtls.close();
            wire.close();
            reader.join(1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        arena.close();
    }
}
