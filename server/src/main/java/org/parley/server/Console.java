// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

/// What is promised on standard output. Everything else goes to the log.
final class Console {
    private Console() {}

    static void line(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
