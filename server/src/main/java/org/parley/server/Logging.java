// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// Sets how much of our own is logged. Libraries speak up from warnings on: see `logback.xml`.
final class Logging {
    private Logging() {}

    static void level(String level) {
        if (LoggerFactory.getLogger("org.parley") instanceof Logger ours) {
            ours.setLevel(Level.toLevel(level));
        }
    }
}
