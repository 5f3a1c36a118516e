// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The thread on which every socket of the load is read, every stream is sent at its time, and every timer
/// runs. Streams are sent open-loop: a frame that is late is sent all the same and counted. [#call] may be
/// used by any thread; all else in this package that is not said to be safe belongs to this thread.
public final class LoadLoop implements AutoCloseable {
    /// How often timers of the sockets run: coarse, since they are for checks and reports alone.
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Selector selector;
    private final List<MediaSocket> sockets = new ArrayList<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closing;

    public LoadLoop() throws IOException {
        selector = Selector.open();
        thread = Thread.ofPlatform().name("load").daemon().start(this::run);
    }

    /// Runs something on the loop's thread.
    public <T> CompletableFuture<T> call(Supplier<T> work) {
        var done = new CompletableFuture<T>();
        tasks.add(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        selector.wakeup();
        return done;
    }

    void add(MediaSocket socket) {
        try {
            socket.channel().register(selector, SelectionKey.OP_READ, socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.add(socket);
    }

    /// Takes a socket out and closes it.
    void remove(MediaSocket socket) {
        sockets.remove(socket);
        socket.close();
    }

    private void run() {
        long tick = System.nanoTime();
        try {
            while (!closing) {
                for (var task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                long now = System.nanoTime();
                if (now - tick >= 0) {
                    for (var socket : List.copyOf(sockets)) {
                        socket.onTick(now);
                    }
                    tick = now + TICK_NANOS;
                }
                long next = tick;
                for (int i = 0; i < sockets.size(); i++) {
                    next = Math.min(next, sockets.get(i).sendDue(now));
                }
                waitUntil(next);
                for (var key : selector.selectedKeys()) {
                    ((MediaSocket) key.attachment()).receive();
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            sockets.forEach(MediaSocket::close);
        }
    }

    /// The selector counts in milliseconds: a wait that is shorter is rounded up, so frames are up to 1 ms
    /// late.
    private void waitUntil(long next) throws IOException {
        long left = next - System.nanoTime();
        if (left > 0) {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        } else {
            selector.selectNow();
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
        selector.close();
    }
}
