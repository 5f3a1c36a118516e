// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

/// An account that cannot be made. The message may be shown to whoever asked for it.
public final class InvalidAccountException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidAccountException(String message) {
        super(message);
    }
}
