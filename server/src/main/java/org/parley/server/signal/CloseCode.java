// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

/// How a signalling connection ends (RFC 6455 §7.4; 4000 and above are the protocol's own).
public enum CloseCode {
    /// The server stops; the client reconnects.
    GOING_AWAY(1001, "the server is stopping"),
    PROTOCOL(1002, "the first message is hello"),
    FLOOD(1008, "too many messages"),
    TOO_SLOW(1008, "the connection reads too slowly"),
    SILENT(1008, "no hello"),
    OVER(4000, "left or ended"),
    REPLACED(4001, "another connection has taken over"),
    NOT_VALID(4003, "not let in");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
