// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.parley.media.turn.TurnCredentials;

/// Finds TURN (RFC 8656) among the connections to the port of the pages, by its first bytes, and gives it a
/// [RelayConnection]: where a network lets nothing else out, media comes the way the page came.
public final class Relay extends AbstractConnectionFactory implements ConnectionFactory.Detecting {
    /// RFC 8489 §5: the magic cookie at byte 4; the two bits before the type are zero.
    private static final int COOKIE = 0x2112_A442;

    private static final int PREFIX = 8;

    /// A browser makes one for each network it is on and each connection, and a new one at an ICE restart.
    private static final int MOST_EACH = 8;

    private static final int MOST = 5_000;

    private final TurnCredentials credentials;
    private final List<InetSocketAddress> peers;
    private final InetSocketAddress media;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicInteger allocations = new AtomicInteger();
    private final Map<String, Integer> byHolder = new ConcurrentHashMap<>();

    /// Where a relay leads.
    ///
    /// @param peers where this server's media is announced, at least one
    /// @param media where it is reached from this machine
    public record Way(TurnCredentials credentials, List<InetSocketAddress> peers, InetSocketAddress media) {
        public Way {
            peers = List.copyOf(peers);
        }
    }

    Relay(Way way, MeterRegistry metrics, InstantSource clock, RandomGenerator random) {
        super("turn");
        this.credentials = way.credentials();
        this.peers = way.peers();
        this.media = way.media();
        this.clock = clock;
        this.random = random;
        Gauge.builder("parley.media.relayed", allocations, AtomicInteger::get)
                .description("connections that may bring media by the port of the pages (TURN)")
                .register(metrics);
    }

    @Override
    public Detection detect(ByteBuffer bytes) {
        if (bytes.hasRemaining() && (bytes.get(bytes.position()) & 0xff) > 1) {
            return Detection.NOT_RECOGNIZED; // requests of TURN are below 0x0200, and no text begins so
        }
        if (bytes.remaining() < PREFIX) {
            return Detection.NEED_MORE_BYTES;
        }
        return bytes.getInt(bytes.position() + 4) == COOKIE ? Detection.RECOGNIZED : Detection.NOT_RECOGNIZED;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        var nonce = new byte[16];
        random.nextBytes(nonce);
        return configure(
                new RelayConnection(
                        endPoint,
                        connector.getExecutor(),
                        this,
                        credentials,
                        peers,
                        HexFormat.of().formatHex(nonce),
                        clock),
                connector,
                endPoint);
    }

    InetSocketAddress media() {
        return media;
    }

    /// Room for one more of this holder's.
    boolean take(String holder) {
        if (allocations.incrementAndGet() > MOST) {
            allocations.decrementAndGet();
            return false;
        }
        if (byHolder.merge(holder, 1, Integer::sum) > MOST_EACH) {
            giveBack(holder);
            return false;
        }
        return true;
    }

    void giveBack(String holder) {
        allocations.decrementAndGet();
        byHolder.computeIfPresent(holder, (_, count) -> count == 1 ? null : count - 1);
    }
}
