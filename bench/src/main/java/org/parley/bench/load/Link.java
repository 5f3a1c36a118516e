// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.dtls.DtlsClient;
import org.parley.media.dtls.DtlsIdentity;
import org.parley.media.dtls.Fingerprint;
import org.parley.media.ice.IceCredentials;
import org.parley.media.srtp.SrtpProfile;

/// ICE, DTLS and SRTP between one endpoint's socket and a lite server, and what must happen at its time for as
/// long as the endpoint is there.
final class Link implements MediaSocket.Signals {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// All endpoints of this process show one certificate: making one costs more than a handshake.
    @SuppressWarnings("TimeInStaticInitializer") // valid from then on, and this process is short-lived
    private static final DtlsIdentity IDENTITY = DtlsIdentity.draw(RANDOM, Instant.now());

    /// docs/protocol.md: a client sends a ping every 5 s.
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MediaSocket socket;
    private final DtlsClient dtls;
    private final IceCredentials ice = IceChecks.drawCredentials();
    private @Nullable IceChecks checks;
    private LongConsumer ping = _ -> {};
    private int reportSsrc = ThreadLocalRandom.current().nextInt();
    private long pingDue;
    private long reportDue;
    private boolean reporting;

    Link(MediaSocket socket) {
        this.socket = socket;
        dtls = new DtlsClient(RANDOM, IDENTITY, datagram -> socket.send(ByteBuffer.wrap(datagram)));
        long spread = ThreadLocalRandom.current().nextLong(PING_NANOS);
        pingDue = System.nanoTime() + spread;
        reportDue = System.nanoTime() + spread % REPORT_NANOS;
    }

    IceCredentials credentials() {
        return ice;
    }

    Fingerprint fingerprint() {
        return dtls.fingerprint();
    }

    /// Connects the socket and publishes these streams. Blocks, any thread but the loop's.
    ///
    /// @param onPing called with the time every five seconds, on the loop
    void open(LoadLoop loop, Answer remote, List<SyntheticStream> streams, LongConsumer onPing)
            throws IOException, InterruptedException {
        var newChecks = new IceChecks(ice, remote, socket, dtls);
        loop.call(() -> {
                    checks = newChecks;
                    ping = onPing;
                    streams.stream().findFirst().ifPresent(stream -> reportSsrc = stream.ssrc());
                    socket.connect(remote.udp());
                    socket.signals(this);
                    loop.add(socket);
                    return socket;
                })
                .join();
        Endpoint.await("ICE", newChecks.succeeded());
        var keys = dtls.handshake(remote.fingerprint(), SrtpProfile.AEAD_AES_128_GCM);
        loop.call(() -> {
                    socket.protect(keys.profile(), keys.client(), keys.server());
                    streams.forEach(socket::publish);
                    reporting = true;
                    return socket;
                })
                .join();
    }

    @Override
    public void onDatagram(ByteBuffer datagram) {
        if (checks != null) {
            checks.onDatagram(datagram);
        }
    }

    @Override
    public void onTick(long nowNanos) {
        if (checks != null) {
            checks.onTick(nowNanos);
        }
        if (nowNanos - pingDue >= 0) {
            pingDue = nowNanos + PING_NANOS;
            ping.accept(nowNanos);
        }
        if (reporting && nowNanos - reportDue >= 0) {
            reportDue = nowNanos + REPORT_NANOS;
            socket.report(reportSsrc);
        }
    }
}
