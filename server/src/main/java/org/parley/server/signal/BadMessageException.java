// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

/// A text that is not a message of the protocol. The message may be shown to whoever sent it.
public final class BadMessageException extends Exception {
    private static final long serialVersionUID = 1;

    BadMessageException(String message) {
        super(message);
    }
}
