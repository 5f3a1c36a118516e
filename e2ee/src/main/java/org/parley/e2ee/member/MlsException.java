// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

/// The message, commit or Welcome can't be processed. The state is what it was before.
public final class MlsException extends Exception {
    public MlsException(String message) {
        super(message);
    }

    public MlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
