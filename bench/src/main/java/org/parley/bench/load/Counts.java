// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

/// What a group of endpoints has sent and received until one moment, or between two.
///
/// @param unsent datagrams that the socket did not take
/// @param late frames sent more than 10 ms after their time: the load was not what it should have been
/// @param decrypted packets of the sample that were authentic
/// @param refused packets of the sample, and RTCP packets, that were not
/// @param missing sequence numbers skipped
/// @param repeated packets that came twice or after a later one
public record Counts(
        long sent,
        long unsent,
        long late,
        long received,
        long receivedBytes,
        long receivedRtcp,
        long decrypted,
        long refused,
        long keyFrameRequests,
        long missing,
        long repeated) {
    public Counts minus(Counts before) {
        return new Counts(
                sent - before.sent,
                unsent - before.unsent,
                late - before.late,
                received - before.received,
                receivedBytes - before.receivedBytes,
                receivedRtcp - before.receivedRtcp,
                decrypted - before.decrypted,
                refused - before.refused,
                keyFrameRequests - before.keyFrameRequests,
                missing - before.missing,
                repeated - before.repeated);
    }
}
