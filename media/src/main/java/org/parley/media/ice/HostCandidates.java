// SPDX-License-Identifier: Apache-2.0
package org.parley.media.ice;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// The host candidates of an ICE-lite agent, as they stand in an answer.
public final class HostCandidates {
    /// RFC 8445 §5.1.2.2.
    private static final int TYPE_PREFERENCE = 126;
    /// RFC 6544 §4.2.
    private static final int PASSIVE_DIRECTION_PREFERENCE = 4;

    private static final int COMPONENT = 1;

    private HostCandidates() {}

    /// One UDP and one passive TCP candidate for each address, in the order of preference.
    ///
    /// @param addresses the preferred one first
    /// @return values of `a=candidate` lines (RFC 8839 §5.1)
    public static List<String> of(List<InetAddress> addresses, int port) {
        List<String> candidates = new ArrayList<>(2 * addresses.size());
        int i = 0;
        for (InetAddress address : addresses) {
            candidates.add("candidate:%d %d udp %d %s %d typ host"
                    .formatted(2 * i + 1, COMPONENT, priority(65_535 - i), text(address), port));
            i++;
        }
        i = 0;
        for (InetAddress address : addresses) {
            int preference = PASSIVE_DIRECTION_PREFERENCE << 13 | 8_191 - i;
            candidates.add("candidate:%d %d tcp %d %s %d typ host tcptype passive"
                    .formatted(2 * i + 2, COMPONENT, priority(preference), text(address), port));
            i++;
        }
        return candidates;
    }

    private static long priority(int localPreference) {
        return (long) TYPE_PREFERENCE << 24 | (long) localPreference << 8 | 256 - COMPONENT;
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
