// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;
import org.parley.media.srtp.SrtpKeys;
import org.parley.media.srtp.SrtpProfile;

/// A client's side of DTLS with `use_srtp`: warms the server up, and serves as the other end in tests and
/// load generators. [#receive] may be called from any thread; [#handshake] blocks its caller.
public final class DtlsClient implements AutoCloseable {
    private final JcaTlsCrypto crypto;
    private final DtlsIdentity identity;
    private final DatagramQueue queue;
    private @Nullable DTLSTransport transport;

    /// @param out where datagrams for the server go
    public DtlsClient(SecureRandom random, DtlsIdentity identity, Consumer<byte[]> out) {
        crypto = DtlsServer.crypto(random);
        this.identity = identity;
        queue = new DatagramQueue(out);
    }

    public DtlsClient(SecureRandom random, Consumer<byte[]> out) {
        this(random, DtlsIdentity.draw(random, Instant.now()), out);
    }

    public Fingerprint fingerprint() {
        return identity.fingerprint();
    }

    /// Takes a datagram that came from the server.
    public void receive(byte[] datagram) {
        queue.offer(datagram);
    }

    /// @param server fingerprint of the certificate that the server must show
    /// @param profiles what is offered, the preferred first
    public SrtpKeys handshake(Fingerprint server, SrtpProfile... profiles) throws IOException {
        ClientPeer peer = new ClientPeer(crypto, identity, server, profiles);
        transport = new DTLSClientProtocol().connect(peer, queue);
        queue.flush();
        SrtpKeys keys = peer.keys();
        if (keys == null) {
            throw new IOException("handshake without keys");
        }
        return keys;
    }

    /// Says good-bye to the server, if the handshake was done.
    @Override
    public void close() {
        try {
            if (transport != null) {
                transport.close();
                queue.flush();
            }
        } catch (IOException expected) {
            // It was only a courtesy.
        }
        queue.close();
    }
}
