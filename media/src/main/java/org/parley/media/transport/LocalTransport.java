// SPDX-License-Identifier: Apache-2.0
package org.parley.media.transport;

import java.util.List;

/// The server's half of an endpoint's transport, as it goes into an answer.
///
/// @param ufrag ICE username fragment (RFC 8839 §5.4)
/// @param pwd ICE password
/// @param fingerprint SHA-256 fingerprint of the DTLS certificate, `AB:CD:…` (RFC 8122)
/// @param candidates values of `a=candidate` lines, without the `a=` (RFC 8839 §5.1)
public record LocalTransport(String ufrag, String pwd, String fingerprint, List<String> candidates) {
    public LocalTransport {
        candidates = List.copyOf(candidates);
    }

    @Override
    public String toString() {
        return "LocalTransport[ufrag=" + ufrag + "]";
    }
}
