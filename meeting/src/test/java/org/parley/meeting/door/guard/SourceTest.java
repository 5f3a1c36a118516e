// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {
    private static Source of(String literal) {
        return Source.of(InetAddress.ofLiteral(literal));
    }

    @Test
    void one_customer_of_ipv6_is_one_source() {
        assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:db8:1:2:ffff::9"));
        assertThat(of("2001:db8:1:2::1")).isNotEqualTo(of("2001:db8:1:3::1"));
    }

    @Test
    void a_mapped_address_is_the_ipv4_address() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        assertThat(Source.of(mapped)).isEqualTo(of("192.0.2.1"));
        assertThat(of("::1")).isEqualTo(of("127.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "ADDRESS, 192.0.2.77, 192.0.2.77/32",
        "NEIGHBOURS, 192.0.2.77, 192.0.2.0/24",
        "ADDRESS, 2001:db8:1:2:3::, 2001:db8:1:2::/64",
        "NEIGHBOURS, 2001:db8:1:1ff::, 2001:db8:1:100::/56",
        "SITE, 2001:db8:1:2::, 2001:db8:1::/48",
        "NETWORK, 2001:db8:1:2::, 2001:db8::/32"
    })
    void networks_are_named(Level level, String address, String network) {
        assertThat(level.text(level.key(of(address)))).isEqualTo(network);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.9.8.7, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "0.0.0.0/0, 192.0.2.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::1, 2001:db8::2, true",
        "2001:db8::/32, 2001:db9::1, false",
        "192.0.2.1, 192.0.2.1, true"
    })
    void a_network_written_by_hand_holds_its_addresses(String network, String address, boolean holds) {
        assertThat(Cidr.parse(network).orElseThrow().contains(of(address))).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.1",
                "12",
                "example.org",
                "fe",
                "::/0",
                "2001:db8::/129",
                "2001::/2",
                "1.2.3.4/8/9",
                "1.2.3.4.5",
                "2001:db8::1%eth0",
                "256.0.0.1/8",
                "::::"
            })
    void what_is_no_network_is_refused(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }
}
