// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.time.Duration;

/// How strict a guard is. The figures of [#door] come from the simulations in `docs/door.md`.
///
/// @param halfLife in which failures and successes at a source lose half of their weight
/// @param targetHalfLife the same for failures at one number
/// @param address for one source
/// @param neighbours for an IPv4 /24 or IPv6 /56
/// @param site for an IPv6 /48
/// @param network for an IPv6 /32; sources that got in lately are exempt from all but `address`
/// @param tight for an unknown source while the crowd is at [Crowd#ALARM]
/// @param credit successes that pay for one failure
/// @param mostCredit failures that successes may have paid for at one time
/// @param knownFor how long after a success a source is known
/// @param regularFor the same for a source at one number
/// @param alert failures of unknown sources that make a crowd, if more than a quarter of all successes
/// @param alarm the same for a scan, if more than the successes
/// @param targetWork failures at one number from which unknown sources work for each try
/// @param targetTrickle failures at one number from which only few tries are let through
/// @param trickle one try at such a number in this time, of all who have never got in there
/// @param trickleBurst tries at such a number that may come at once
/// @param links wrong links from one source from which each costs work
/// @param hashes of the easiest proof of work, on average; the hardest takes four times as many
/// @param sourceBits the table of sources has 2^sourceBits entries; the other tables follow
public record GuardPolicy(
        Duration halfLife,
        Duration targetHalfLife,
        Scale address,
        Scale neighbours,
        Scale site,
        Scale network,
        Scale tight,
        double credit,
        double mostCredit,
        Duration knownFor,
        Duration regularFor,
        double alert,
        double alarm,
        double targetWork,
        double targetTrickle,
        Duration trickle,
        int trickleBurst,
        double links,
        int hashes,
        int sourceBits) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    public GuardPolicy {
        if (sourceBits < 3 || sourceBits > 24) {
            throw new IllegalArgumentException("sourceBits is %d, not 3 to 24".formatted(sourceBits));
        }
        if (hashes < 1 || hashes > 1 << 24) {
            throw new IllegalArgumentException("hashes is %d, not 1 to 2^24".formatted(hashes));
        }
        if (credit < 1 || trickleBurst < 1 || trickle.toSeconds() < 1) {
            throw new IllegalArgumentException("credit, trickle and trickleBurst are at least 1");
        }
    }

    /// The door of meetings.
    public static GuardPolicy door() {
        return new GuardPolicy(
                Duration.ofHours(2),
                Duration.ofHours(6),
                new Scale(5, 10, 20, 3, MINUTE, Duration.ofHours(24)),
                new Scale(20, 30, 60, 3, MINUTE, Duration.ofHours(4)),
                new Scale(30, 60, 120, 3, MINUTE, Duration.ofHours(4)),
                new Scale(60, 120, 300, 5, MINUTE, Duration.ofMinutes(15)),
                new Scale(0, 0, 3, 1, MINUTE, Duration.ofHours(24)),
                4,
                100,
                Duration.ofHours(24),
                Duration.ofDays(30),
                200,
                1_000,
                10,
                40,
                Duration.ofMinutes(5),
                3,
                60,
                16_384,
                19);
    }

    /// Signing in: a name is what a number is at the door, and a session already there is what a link is. A
    /// password is tried less often by honest people than a passcode, and guessed at with lists.
    public static GuardPolicy signIn() {
        return door().withCrowd(100, 500).withTarget(5, 15).withSourceBits(15);
    }

    /// The one-time link that makes the first account: nobody has reason to try it often. Its secret can't be
    /// guessed; it is counted as if it could, because nobody needs to get past a block here.
    public static GuardPolicy setup() {
        Scale few = new Scale(3, 5, 10, 1, MINUTE, Duration.ofHours(24));
        GuardPolicy door = door().withCrowd(20, 100).withSourceBits(10);
        return door.withAddress(few);
    }

    public GuardPolicy withSourceBits(int bits) {
        return with(address, alert, alarm, targetWork, targetTrickle, hashes, bits);
    }

    /// @param easiest of the easiest proof of work
    public GuardPolicy withHashes(int easiest) {
        return with(address, alert, alarm, targetWork, targetTrickle, easiest, sourceBits);
    }

    GuardPolicy withAddress(Scale scale) {
        return with(scale, alert, alarm, targetWork, targetTrickle, hashes, sourceBits);
    }

    GuardPolicy withCrowd(double alertAt, double alarmAt) {
        return with(address, alertAt, alarmAt, targetWork, targetTrickle, hashes, sourceBits);
    }

    GuardPolicy withTarget(double workAt, double trickleAt) {
        return with(address, alert, alarm, workAt, trickleAt, hashes, sourceBits);
    }

    private GuardPolicy with(
            Scale one, double alertAt, double alarmAt, double workAt, double trickleAt, int easiest, int bits) {
        return new GuardPolicy(
                halfLife,
                targetHalfLife,
                one,
                neighbours,
                site,
                network,
                tight,
                credit,
                mostCredit,
                knownFor,
                regularFor,
                alertAt,
                alarmAt,
                workAt,
                trickleAt,
                trickle,
                trickleBurst,
                links,
                easiest,
                bits);
    }

    /// What a guard of this policy takes in memory at most, in bytes.
    public long bytes() {
        return Books.bytes(this) + SpentSolutions.BYTES + Journal.MOST_BYTES;
    }

    /// The ledger of a level has 2^bits entries.
    int bits(Level level) {
        return switch (level) {
            case ADDRESS -> sourceBits;
            case NEIGHBOURS, TARGET, REGULAR -> sourceBits - 2;
            case SITE, LINKS -> sourceBits - 3;
            case NETWORK -> sourceBits - 5;
            case TENANT -> Math.min(10, sourceBits - 5);
            case EVERYWHERE -> 0;
        };
    }

    Scale scale(Level level) {
        return switch (level) {
            case ADDRESS -> address;
            case NEIGHBOURS -> neighbours;
            case SITE -> site;
            case NETWORK -> network;
            case TENANT, EVERYWHERE, TARGET, REGULAR, LINKS ->
                throw new IllegalArgumentException(level + " is no network");
        };
    }
}
