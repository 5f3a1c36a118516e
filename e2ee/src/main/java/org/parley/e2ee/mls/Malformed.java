// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

/// The bytes are not what they should be. Carries no stack trace: whoever floods us with rubbish shall not
/// make us walk stacks.
public final class Malformed extends Exception {
    public Malformed(String message) {
        super(message, null, false, false);
    }
}
