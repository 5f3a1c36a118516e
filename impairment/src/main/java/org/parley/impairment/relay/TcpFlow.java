// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment.relay;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.parley.impairment.Conditions;
import org.parley.impairment.Link;

/// One connection, both ways. Reads no more than the path takes, so that the sender feels a full queue.
final class TcpFlow {
    /// What TCP would send as one segment.
    private static final int SEGMENT = 1_460;

    private static final int HEADERS = 40;

    private final Selector selector;
    private final Way up;
    private final Way down;
    private boolean closed;

    TcpFlow(
            Selector selector,
            SocketChannel client,
            SocketChannel server,
            long seed,
            Conditions upwards,
            Conditions downwards,
            long now)
            throws IOException {
        this.selector = selector;
        up = new Way(client, server, new Link<>(Link.Kind.STREAM, seed, upwards, now));
        down = new Way(server, client, new Link<>(Link.Kind.STREAM, ~seed, downwards, now));
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, (Relay.Ready) () -> {});
        }
    }

    void change(Direction direction, Conditions conditions, long now) {
        Way way = switch (direction) {
            case UP -> up;
            case DOWN -> down;
        };
        way.link.change(conditions, now);
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        try {
            up.from.close();
            up.to.close();
        } catch (IOException _) {
            // Closed in any case.
        }
    }

    /// Reads, and writes what has come through by now. An end or a failure of one side ends the other.
    long deliver(long now) {
        try {
            long next = Math.min(up.carry(now), down.carry(now));
            if (up.ended || down.ended) {
                close();
            } else {
                wish(up, down);
                wish(down, up);
            }
            return next;
        } catch (IOException _) {
            close();
            return Link.NEVER;
        }
    }

    /// Asks the selector for what would let a way go on, and the way back where that writes to its source.
    private void wish(Way way, Way back) {
        int read = way.full || way.unwritten != null ? 0 : SelectionKey.OP_READ;
        int write = back.unwritten == null ? 0 : SelectionKey.OP_WRITE;
        way.from.keyFor(selector).interestOps(read | write);
    }

    private static final class Way {
        private final SocketChannel from;
        private final SocketChannel to;
        private final Link<ByteBuffer> link;
        private @Nullable ByteBuffer unwritten;
        private boolean full;
        private boolean ended;

        private Way(SocketChannel from, SocketChannel to, Link<ByteBuffer> link) {
            this.from = from;
            this.to = to;
            this.link = link;
        }

        private long carry(long now) throws IOException {
            read(now);
            ByteBuffer next = unwritten == null ? link.poll(now) : unwritten;
            while (next != null) {
                to.write(next);
                if (next.hasRemaining()) {
                    break;
                }
                next = link.poll(now);
            }
            unwritten = next;
            // A full path is looked at again soon, since nothing tells when it has room.
            return full ? Math.min(link.nextAt(now), now + 5_000_000) : link.nextAt(now);
        }

        private void read(long now) throws IOException {
            for (full = link.isFull(now); !full && unwritten == null; full = link.isFull(now)) {
                ByteBuffer segment = ByteBuffer.allocate(SEGMENT);
                int read = from.read(segment);
                ended = read < 0;
                if (read <= 0) {
                    return;
                }
                link.offer(segment.flip(), read + HEADERS, now);
            }
        }
    }
}
