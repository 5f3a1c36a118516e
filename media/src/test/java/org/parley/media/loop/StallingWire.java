// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import org.parley.media.testing.Wire;

/// A wire whose reader can be made to stop reading.
final class StallingWire implements Wire {
    private final Wire wire;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean stalled;

    StallingWire(Wire wire) {
        this.wire = wire;
    }

    void stall() {
        stalled = true;
    }

    @Override
    public void send(byte[] packet) throws IOException {
        wire.send(packet);
    }

    @Override
    public byte[] receive() throws IOException {
        if (stalled) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("closed");
        }
        return wire.receive();
    }

    @Override
    public InetSocketAddress localAddress() {
        return wire.localAddress();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        wire.close();
    }
}
