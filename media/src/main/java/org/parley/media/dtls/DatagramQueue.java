// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/// What the library takes for a socket. Datagrams are put in by any thread without blocking; when it is full
/// they are lost, as datagrams are. All else belongs to the thread that runs the association.
final class DatagramQueue implements DatagramTransport {
    /// What fits everywhere: the least MTU of IPv6 less headers, and some tunnel.
    private static final int SEND_LIMIT = 1_200;

    private static final int RECEIVE_LIMIT = 1_500;
    /// A ClientHello has two fragments and is repeated; a client's flight with a long certificate has about
    /// six.
    private static final int CAPACITY = 24;
    private static final byte[] CLOSED = {};

    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Consumer<byte[]> out;
    private final List<byte[]> held = new ArrayList<>();
    private volatile boolean closed;

    DatagramQueue(Consumer<byte[]> out) {
        this.out = out;
    }

    /// @return false if it is full
    boolean offer(byte[] datagram) {
        return queue.offer(datagram);
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        flush();
        if (closed) {
            throw new IOException("closed");
        }
        try {
            byte[] datagram = waitMillis == 0 ? queue.take() : queue.poll(waitMillis, TimeUnit.MILLISECONDS);
            if (closed) {
                throw new IOException("closed");
            }
            if (datagram == null || datagram.length > length) {
                return -1;
            }
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        } catch (InterruptedException expected) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed");
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        byte[] datagram = new byte[length];
        System.arraycopy(buffer, offset, datagram, 0, length);
        held.add(datagram);
    }

    /// Lets out what was sent since the last [#receive]. So whoever finishes a handshake can have its keys in
    /// place before the other side knows that it may send.
    void flush() {
        held.forEach(out);
        held.clear();
    }

    /// May be called by any thread; whoever waits in [#receive] is woken.
    @Override
    public void close() {
        closed = true;
        if (!queue.offer(CLOSED)) {
            queue.clear();
            queue.offer(CLOSED);
        }
    }
}
