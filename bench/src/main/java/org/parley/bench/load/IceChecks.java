// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.parley.media.dtls.DtlsClient;
import org.parley.media.ice.IceCredentials;
import org.parley.media.stun.IceUsername;
import org.parley.media.stun.MappedAddress;
import org.parley.media.stun.StunAttribute;
import org.parley.media.stun.StunMessage;
import org.parley.media.stun.StunWriter;

/// The controlling side of ICE towards a server with one address (RFC 8445): checks that nominate until one is
/// answered, and after that for consent (RFC 7675); answers to the checks of a server that is not lite. Belongs
/// to the [LoadLoop].
final class IceChecks {
    private static final long FIRST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long CONSENT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(4);

    /// RFC 8445 §5.1.2.1: a host candidate.
    private static final long PRIORITY = (126L << 24) + (65_535L << 8) + 255;

    /// The highest: a server that would control as well gives way (RFC 8445 §7.3.1.1).
    private static final long TIE_BREAKER = -1;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final IceUsername username;
    private final byte[] password;
    private final byte[] ownPassword;
    private final MappedAddress remote;
    private final MediaSocket socket;
    private final DtlsClient dtls;
    private final CompletableFuture<Boolean> succeeded = new CompletableFuture<>();
    private long due;

    IceChecks(IceCredentials own, Answer answer, MediaSocket socket, DtlsClient dtls) {
        username = new IceUsername(answer.ufrag(), own.ufrag());
        password = answer.pwd().getBytes(StandardCharsets.UTF_8);
        ownPassword = own.pwd().getBytes(StandardCharsets.UTF_8);
        remote = MappedAddress.of(answer.udp());
        this.socket = socket;
        this.dtls = dtls;
        due = System.nanoTime();
    }

    static IceCredentials drawCredentials() {
        return IceCredentials.draw(RANDOM);
    }

    /// Completed by the first answer with right integrity.
    CompletableFuture<Boolean> succeeded() {
        return succeeded;
    }

    /// Takes STUN answers, and hands the rest to DTLS (RFC 7983).
    void onDatagram(ByteBuffer datagram) {
        var bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        if (bytes.length > 0 && bytes[0] >= 20 && bytes[0] < 64) {
            dtls.receive(bytes);
            return;
        }
        StunMessage.parse(bytes, bytes.length).ifPresent(this::onStun);
    }

    private void onStun(StunMessage message) {
        if (message.type() == StunMessage.BINDING_SUCCESS && message.isAuthentic(password)) {
            succeeded.complete(true);
        } else if (message.type() == StunMessage.BINDING_REQUEST && message.isAuthentic(ownPassword)) {
            var reply = new StunWriter(StunMessage.BINDING_SUCCESS, message.transactionId())
                    .mappedAddress(remote)
                    .finish(ownPassword);
            socket.send(ByteBuffer.wrap(reply));
        }
    }

    void onTick(long nowNanos) {
        if (nowNanos - due < 0) {
            return;
        }
        due = nowNanos + (succeeded.isDone() ? CONSENT_INTERVAL_NANOS : FIRST_INTERVAL_NANOS);
        var transaction = new byte[12];
        RANDOM.nextBytes(transaction);
        var check = new StunWriter(StunMessage.BINDING_REQUEST, transaction)
                .username(username)
                .priority(PRIORITY)
                .tieBreaker(StunAttribute.ICE_CONTROLLING, TIE_BREAKER)
                .add(StunAttribute.USE_CANDIDATE, new byte[0])
                .finish(password);
        socket.send(ByteBuffer.wrap(check));
    }
}
