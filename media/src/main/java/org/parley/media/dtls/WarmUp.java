// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.parley.media.srtp.SrtpKeys;
import org.parley.media.srtp.SrtpProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handshakes of the server with itself, in memory, until its code is compiled: a cold handshake takes
/// several hundred milliseconds, in which a browser repeats its flight several times; a warm one takes two.
final class WarmUp {
    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    /// More is not noticeably faster.
    private static final int ROUNDS = 60;

    private static final Duration AT_MOST = Duration.ofMillis(1_500);

    private WarmUp() {}

    static void run(DtlsServer server, SecureRandom random) {
        long start = System.nanoTime();
        int round = 0;
        long last = 0;
        DtlsIdentity identity = DtlsIdentity.draw(random, Instant.now());
        while (round < ROUNDS && System.nanoTime() - start < AT_MOST.toNanos()) {
            long before = System.nanoTime();
            if (!handshake(server, random, identity)) {
                return;
            }
            last = System.nanoTime() - before;
            round++;
        }
        log.debug(
                "warmed up DTLS by {} handshakes in {} ms, the last took {} µs",
                round,
                (System.nanoTime() - start) / 1_000_000,
                last / 1_000);
    }

    private static boolean handshake(DtlsServer server, SecureRandom random, DtlsIdentity identity) {
        AtomicReference<@Nullable DtlsAssociation> other = new AtomicReference<>();
        try (DtlsClient client = new DtlsClient(random, identity, datagram -> pass(datagram, other.get()))) {
            DtlsAssociation association = server.associate(client.fingerprint(), new DtlsEvents() {
                @Override
                public void send(byte[] datagram) {
                    client.receive(datagram);
                }

                @Override
                public void onKeys(SrtpKeys keys) {
                    // nobody needs them
                }

                @Override
                public void onFailed(String why) {
                    log.warn("DTLS handshake with ourselves failed: {}", why);
                }

                @Override
                public void onClosed() {
                    // as expected
                }
            });
            other.set(association);
            client.handshake(server.fingerprint(), SrtpProfile.AEAD_AES_128_GCM);
            association.close();
            return true;
        } catch (IOException e) {
            log.warn("DTLS could not be warmed up", e);
            return false;
        }
    }

    private static void pass(byte[] datagram, @Nullable DtlsAssociation association) {
        if (association != null) {
            association.receive(datagram);
        }
    }
}
