// SPDX-License-Identifier: Apache-2.0
package org.parley.media.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostCandidatesTest {
    @Test
    void each_address_is_announced_for_udp_and_passive_tcp_with_udp_preferred() throws Exception {
        assertThat(HostCandidates.of(
                        List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1")), 10_000))
                .containsExactly(
                        "candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host",
                        "candidate:3 1 udp 2130706175 2001:db8:0:0:0:0:0:1 10000 typ host",
                        "candidate:2 1 tcp 2124414975 192.0.2.1 10000 typ host tcptype passive",
                        "candidate:4 1 tcp 2124414719 2001:db8:0:0:0:0:0:1 10000 typ host tcptype passive");
    }
}
