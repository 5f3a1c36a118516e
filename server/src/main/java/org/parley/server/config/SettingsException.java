// SPDX-License-Identifier: Apache-2.0
package org.parley.server.config;

/// The server cannot start as it is configured. The message is one line: what is wrong, and what to do.
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SettingsException(String message) {
        super(message);
    }

    public SettingsException(String message, Throwable cause) {
        super(message, cause);
    }
}
