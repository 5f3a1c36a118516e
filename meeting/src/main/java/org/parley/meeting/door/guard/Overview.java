// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Instant;
import java.util.List;

/// What the operator's page shows.
///
/// @param guessed numbers at which so much fails that unknown sources work for each try
/// @param slowed sources and networks in all, `watched` or not; likewise the next two
/// @param watched those that are held up the most, and the longest, first
/// @param minutes of the last hour those in which there was anything, from old to new
public record Overview(
        Mode mode,
        Mood mood,
        int guessed,
        int slowed,
        int challenged,
        int blocked,
        List<Watched> watched,
        List<Minute> minutes) {
    public Overview {
        watched = List.copyOf(watched);
        minutes = List.copyOf(minutes);
    }

    /// What all sources together look like.
    ///
    /// @param everywhere over the whole installation, or else at one tenant's door alone
    /// @param tries failed tries of unknown sources in the last hours, those long ago counting less
    /// @param sources that they came from
    /// @param until when it is calm again if nothing more fails; now if it is
    public record Mood(Crowd crowd, boolean everywhere, long tries, long sources, Instant until) {}

    /// How a source or a network is held up.
    public enum Step {
        SLOWED,
        CHALLENGED,
        BLOCKED
    }

    /// A source or a network that is held up.
    ///
    /// @param network as `192.0.2.0/24`
    /// @param until when that ends if it fails no more
    /// @param blocks so far that are not forgotten
    /// @param tries failed ones of the last hours, those long ago counting less; a block pays for most of them
    public record Watched(String network, Step step, Why why, Instant until, int blocks, long tries, Instant since) {}

    /// @param tries let through
    /// @param hits of these
    /// @param misses of these
    /// @param challenges proofs of work asked for
    /// @param refusals told to come later
    public record Minute(Instant at, int tries, int hits, int misses, int challenges, int refusals) {}
}
