// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.parley.impairment.Counts;

/// `RelayMain ADDRESS SERVER-PORT SEED`: relays from a port of ADDRESS to SERVER-PORT there. Says `Port: N`, then obeys
/// the lines of its input ([Steering]) and answers each with a line, `{}` where there is nothing to say. Ends with its
/// input, so that nothing outlives the test that started it.
public final class RelayMain {
    private final Relay relay;
    private final PrintStream out;

    private RelayMain(Relay relay, PrintStream out) {
        this.relay = relay;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("usage: RelayMain ADDRESS SERVER-PORT SEED");
        }
        InetAddress address = InetAddress.getByName(arguments[0]);
        Relay relay = Relay.open(
                address, new InetSocketAddress(address, Integer.parseInt(arguments[1])), Long.parseLong(arguments[2]));
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("Port: " + relay.port());
        Thread.ofPlatform().daemon().name("steering").start(new RelayMain(relay, out)::steer);
        relay.run();
    }

    private void steer() {
        try (relay;
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                obey(line);
            }
        } catch (IOException _) {
            // Whoever steered is gone.
        }
    }

    private void obey(String line) {
        Steering steering;
        try {
            steering = Steering.parse(line);
        } catch (IllegalArgumentException e) {
            out.println("Refused: " + e.getMessage());
            return;
        }
        if (steering.up() != null) {
            relay.change(Direction.UP, steering.up());
        }
        if (steering.down() != null) {
            relay.change(Direction.DOWN, steering.down());
        }
        if (steering.tcp() != null) {
            relay.allowTcp(steering.tcp());
        }
        if (steering.move()) {
            relay.move();
        }
        relay.count((up, down) ->
                out.println(steering.counts() ? "{\"up\":" + json(up) + ",\"down\":" + json(down) + "}" : "{}"));
    }

    private static String json(Counts counts) {
        return "{\"offered\":%d,\"lost\":%d,\"dropped\":%d,\"silenced\":%d,\"delivered\":%d}"
                .formatted(counts.offered(), counts.lost(), counts.dropped(), counts.silenced(), counts.delivered());
    }
}
