// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

/// An offer that is not acceptable. The message says what and where, and may be shown to whoever sent the
/// offer.
public final class SdpException extends Exception {
    private static final long serialVersionUID = 1;

    public SdpException(String message) {
        super(message);
    }
}
