// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import java.time.Duration;

/// Every cap of the signalling connection, in one place.
public final class Limits {
    /// The largest commit with the largest Welcome (docs/end-to-end.md) fits, as base64. Larger lets one client hold
    /// more memory.
    public static final int MAX_MESSAGE_BYTES = 512 * 1024;

    /// Messages a second a client may send on average. A page that is being resized sends a `view` for each
    /// step.
    static final int MESSAGES_PER_SECOND = 40;

    static final int MESSAGE_BURST = 120;

    /// How long a fresh connection may stay silent. Longer lets silent connections pile up.
    static final Duration HELLO_WITHIN = Duration.ofSeconds(10);

    /// Clients ping every 5 s.
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    /// Messages and bytes that wait for a client which reads slowly. Beyond it the connection is closed, and
    /// the client comes back to a fresh state.
    static final int MAX_QUEUED_MESSAGES = 1_000;

    static final int MAX_QUEUED_CHARS = 4 * 1024 * 1024;

    /// How long a client that reads too slowly has to read that it does, before the connection is cut.
    static final Duration SLOW_GOODBYE = Duration.ofSeconds(5);

    /// Unused tickets: each is 60 s old at most.
    static final int MAX_TICKETS = 50_000;

    static final Duration TICKET_LIFETIME = Duration.ofSeconds(60);

    static final int MAX_TOKEN = 256;

    /// Videos on one page.
    static final int MAX_WANTED = 49;

    /// What one `trouble` may add to a metric: some 50 streams of 100 frames a second for a minute. More would
    /// let one client drown what the others say.
    static final int MAX_TROUBLES = 300_000;

    /// What one `playback` may add to a metric: 49 videos that freeze each second for 20 s.
    static final int MAX_FREEZES = 1_000;

    /// Milliseconds of 49 streams in 20 s.
    static final int MAX_PLAYED = 1_000_000;

    static final int MAX_REPORT = 500;

    static final int MAX_NOTICE = 300;

    private Limits() {}
}
