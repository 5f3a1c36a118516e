// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

/// The state of an endpoint's media transport, after W3C WebRTC's `RTCPeerConnectionState`.
public enum ConnectionState {
    /// No pair of addresses has passed its check and finished DTLS yet.
    CONNECTING,
    CONNECTED,
    /// Nothing valid was received for some seconds; may recover by itself or by an ICE restart.
    DISCONNECTED,
    /// Over: the handshake failed. A new transport is needed.
    FAILED
}
