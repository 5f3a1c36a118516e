// SPDX-License-Identifier: Apache-2.0
package org.parley.media.transport;

/// The client's half of an endpoint's transport, as read from its offer. ICE-lite needs no remote candidates.
///
/// @param ufrag ICE username fragment
/// @param pwd ICE password
/// @param fingerprintHash hash function of the fingerprint, for example `sha-256`
/// @param fingerprint fingerprint of the client's DTLS certificate, `AB:CD:…`
/// @param dtlsClient whether the client will be DTLS client (`a=setup:actpass` or `active`): always, since we
/// answer `passive`
public record RemoteTransport(
        String ufrag, String pwd, String fingerprintHash, String fingerprint, boolean dtlsClient) {
    @Override
    public String toString() {
        return "RemoteTransport[ufrag=" + ufrag + "]";
    }
}
