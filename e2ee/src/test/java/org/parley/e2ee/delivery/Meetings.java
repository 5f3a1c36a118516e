// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;

/// What holds in a meeting that has come to rest.
final class Meetings {
    private Meetings() {}

    /// All that are connected are in one group, with the same code, and see exactly each other.
    static void assertAllDecrypt(Network network) {
        var present = network.present();
        assertThat(present)
                .allSatisfy(client -> assertThat(client.member.isIn())
                        .as("%s is in", client.id())
                        .isTrue());
        var codes = present.stream()
                .map(client -> client.member.safetyCode())
                .distinct()
                .toList();
        assertThat(codes).as("safety codes of %d", present.size()).hasSizeLessThanOrEqualTo(1);
        var expected = present.stream().map(Client::identity).collect(Collectors.toSet());
        assertThat(present)
                .allSatisfy(client -> assertThat(client.member.roster().values())
                        .as("roster of %s", client.id())
                        .containsAll(expected));
    }
}
