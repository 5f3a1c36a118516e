// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressTableTest {
    @Test
    void it_holds_what_a_map_would() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        AddressTable<String> table = new AddressTable<>();
        Map<Integer, String> model = new HashMap<>();
        Map<Integer, Peer> peers = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            int port = random.nextInt(500);
            Peer peer = peers.computeIfAbsent(port, p -> new Peer(0, Addresses.MAPPED | p % 7, p, 0, p % 3));
            String value = "value " + random.nextInt(3);
            if (random.nextBoolean()) {
                table.put(peer, value);
                model.put(port, value);
            } else {
                String there = model.get(port);
                if (there != null) {
                    table.remove(peer, there);
                    model.remove(port);
                }
            }
            assertThat(table.size()).as("seed %d", seed).isEqualTo(model.size());
        }
        peers.forEach((port, p) -> assertThat(
                        table.get(p.remoteHigh(), p.remoteLow(), p.remotePort(), p.localHigh(), p.localLow()))
                .as("seed %d", seed)
                .isEqualTo(model.get(port)));
    }
}
