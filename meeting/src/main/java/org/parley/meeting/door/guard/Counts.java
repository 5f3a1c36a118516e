// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// What the guard has done since it was made, for the metrics.
///
/// @param tries let through, at once, after a delay or after work
/// @param delayed of these, with a delay
/// @param challenges proofs of work asked for
/// @param solved of these, solved
/// @param blocked attempts answered by "later"
/// @param passed tries that succeeded
/// @param failed tries that did not
/// @param blocks new blocks of sources and networks
/// @param wouldBlock attempts that were let through by [Mode#OBSERVE] alone
/// @param unreported matters of which the operator was not told because there were too many
/// @param untold counts of which other nodes were not told because there were too many
public record Counts(
        long tries,
        long delayed,
        long challenges,
        long solved,
        long blocked,
        long passed,
        long failed,
        long blocks,
        long wouldBlock,
        long unreported,
        long untold) {}
