// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

/// The database cannot be used. The message says why in one line.
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
