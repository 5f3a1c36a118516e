// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.util.ArrayList;
import java.util.List;

/// Counts over a group of sockets. Belongs to the [LoadLoop]; [#snapshot] is what leaves it.
final class Totals {
    long sent;
    long unsent;
    long late;
    long received;
    long receivedBytes;
    long receivedRtcp;
    long decrypted;
    long refused;
    long keyFrameRequests;

    final Delays delays = new Delays();

    private final List<MediaSocket> sockets = new ArrayList<>();

    void add(MediaSocket socket) {
        sockets.add(socket);
    }

    Counts snapshot() {
        long missing = 0;
        long repeated = 0;
        for (var socket : sockets) {
            for (var check : socket.checks()) {
                missing += check.missing();
                repeated += check.repeated();
            }
        }
        return new Counts(
                sent,
                unsent,
                late,
                received,
                receivedBytes,
                receivedRtcp,
                decrypted,
                refused,
                keyFrameRequests,
                missing,
                repeated);
    }
}
