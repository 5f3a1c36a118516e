// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/// The process's DTLS: its certificate, and a bound on how many handshakes run at once. Safe for any thread.
public final class DtlsServer {
    /// Each costs some 60 kB while it runs. One endpoint has one at most, so this many endpoints have to
    /// misbehave together to keep others waiting, and then for no longer than the deadline.
    private static final int MAX_HANDSHAKES = 2_048;
    /// A browser gives up after a while of its own; a path that is so slow carries no meeting.
    private static final Duration HANDSHAKE_DEADLINE = Duration.ofSeconds(15);

    private final SecureRandom random;
    private final JcaTlsCrypto crypto;
    private final DtlsIdentity identity;
    private final Semaphore handshakes = new Semaphore(MAX_HANDSHAKES);

    public DtlsServer(SecureRandom random) {
        this.random = random;
        crypto = crypto(random);
        identity = DtlsIdentity.draw(random, Instant.now());
    }

    static JcaTlsCrypto crypto(SecureRandom random) {
        return new JcaTlsCryptoProvider().create(random);
    }

    /// Of the process's certificate.
    public Fingerprint fingerprint() {
        return identity.fingerprint();
    }

    /// An association that waits for its client. Costs nothing much before the first datagram.
    ///
    /// @param client fingerprint of the certificate that the client must show
    public DtlsAssociation associate(Fingerprint client, DtlsEvents events) {
        return new DtlsAssociation(
                () -> new ServerPeer(crypto, identity, client, HANDSHAKE_DEADLINE), handshakes, events);
    }

    /// Makes the first handshake as fast as the later ones. Takes a second or two of processor time.
    public void warmUp() {
        WarmUp.run(this, random);
    }
}
