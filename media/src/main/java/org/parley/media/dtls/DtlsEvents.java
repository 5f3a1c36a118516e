// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import org.parley.media.srtp.SrtpKeys;

/// What an association tells its owner, on the association's own thread: hand over and return at once.
public interface DtlsEvents {
    /// This datagram has to go to the endpoint.
    void send(byte[] datagram);

    /// The handshake went well. Told once.
    void onKeys(SrtpKeys keys);

    /// The handshake failed: the association is over.
    ///
    /// @param why for the log
    void onFailed(String why);

    /// The endpoint has said good-bye after the handshake.
    void onClosed();
}
