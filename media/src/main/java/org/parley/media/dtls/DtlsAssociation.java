// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.parley.media.srtp.SrtpKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's side of DTLS with one endpoint. Its virtual thread starts with the first ClientHello and
/// lives as long as the association, to repeat the last flight when the client asks for it and to notice when
/// the client closes. Methods may be called from any thread and never block.
public final class DtlsAssociation implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DtlsAssociation.class);
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 13;

    private final Supplier<ServerPeer> peers;
    private final Semaphore handshakes;
    private final DtlsEvents events;
    private final DatagramQueue queue;
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean closed;

    DtlsAssociation(Supplier<ServerPeer> peers, Semaphore handshakes, DtlsEvents events) {
        this.peers = peers;
        this.handshakes = handshakes;
        this.events = events;
        queue = new DatagramQueue(events::send);
    }

    /// Takes a datagram that came from the endpoint, on a path that has passed its check.
    ///
    /// @return false if it had to be dropped: no ClientHello has come, too many handshakes run, or the queue
    ///     is full
    public boolean receive(byte[] datagram) {
        if (!started.get()) {
            if (closed || !isClientHello(datagram) || !handshakes.tryAcquire()) {
                return false;
            }
            if (started.compareAndSet(false, true)) {
                queue.offer(datagram);
                Thread.ofVirtual().name("dtls").start(this::run);
                return true;
            }
            handshakes.release();
        }
        return queue.offer(datagram);
    }

    private static boolean isClientHello(byte[] datagram) {
        return datagram.length > RECORD_HEADER && datagram[0] == HANDSHAKE && datagram[RECORD_HEADER] == CLIENT_HELLO;
    }

    private void run() {
        DTLSTransport dtls = null;
        String why = "no keys";
        try {
            ServerPeer peer = peers.get();
            dtls = new DTLSServerProtocol().accept(peer, queue);
            SrtpKeys keys = peer.keys();
            if (keys != null) {
                events.onKeys(keys);
            } else {
                dtls = null;
            }
        } catch (IOException | RuntimeException e) {
            // Whatever the client sent that the library stumbles over: it costs the client its handshake.
            why = String.valueOf(e.getMessage());
            log.debug("DTLS handshake failed", e);
        } finally {
            handshakes.release();
            queue.flush();
        }
        if (closed) {
            return;
        }
        if (dtls == null) {
            events.onFailed(why);
        } else {
            attend(dtls);
        }
    }

    /// After the handshake: data that comes is nobody's and is dropped.
    private void attend(DTLSTransport dtls) {
        try {
            byte[] data = new byte[dtls.getReceiveLimit()];
            while (!closed) {
                dtls.receive(data, 0, data.length, 0);
            }
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                log.debug("DTLS association ended", e);
            }
        }
        if (!closed) {
            events.onClosed();
        }
    }

    /// Ends it without a word to the client, who is told by signalling.
    @Override
    public void close() {
        closed = true;
        queue.close();
    }
}
