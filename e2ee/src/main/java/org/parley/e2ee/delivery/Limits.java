// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Duration;
import org.parley.e2ee.mls.Suite;

/// Every cap and every wait of the delivery service, in one place.
public final class Limits {
    public static final int KEY_PACKAGE_BYTES = 4 * 1024;
    public static final int COMMIT_BYTES = 288 * 1024;
    public static final int WELCOME_BYTES = 72 * 1024;
    public static final int GROUP_INFO_BYTES = 8 * 1024;
    public static final int APPLICATION_BYTES = 16 * 1024;

    /// How long joins are collected after the one before: longer spares every member work, shorter lets the
    /// newcomer hear sooner.
    static final Duration BATCH_LEAST = Duration.ofMillis(100);

    static final Duration BATCH_PER_MEMBER = Duration.ofMillis(5);
    static final Duration BATCH_MOST = Duration.ofMillis(1500);

    /// How long a committer has. Shorter wastes commits of slow devices, longer lets everybody wait for a
    /// dead one.
    static final Duration TURN = Duration.ofSeconds(2);

    static final Duration TURN_PER_MEMBER = Duration.ofMillis(4);

    /// How long a group whose members are all away may keep others waiting, before they start over without
    /// them.
    static final Duration ABANDONED = Duration.ofSeconds(5);

    /// How long the keys of an epoch are used at most.
    static final Duration ROTATION = Duration.ofMinutes(10);

    /// How long messages of the epoch before are still handed on: what was under way.
    static final Duration LATE = Duration.ofSeconds(10);

    static final Duration LIFETIME_MOST = Duration.ofDays(7);

    static final int HISTORY_ENTRIES = 256;
    static final int HISTORY_BYTES = 2 * 1024 * 1024;

    /// Key packages remembered as used.
    static final int USED_KEY_PACKAGES = 4096;

    static final Bucket.Rate JOINS = new Bucket.Rate(3, Duration.ofSeconds(6));
    static final Bucket.Rate SYNCS = new Bucket.Rate(5, Duration.ofSeconds(2));
    static final Bucket.Rate APPLICATIONS = new Bucket.Rate(30, Duration.ofMillis(100));

    private Limits() {}

    /// Members and those who want to be. A path commit for so many is about 90 kB, post-quantum about 250 kB.
    static int members(Suite suite) {
        return switch (suite) {
            case CLASSICAL -> 1000;
            case POST_QUANTUM -> 200;
        };
    }

    /// Adds in one commit. More make the Welcome and the commit's proposals grow towards the largest message.
    static int adds(Suite suite) {
        return switch (suite) {
            case CLASSICAL -> 64;
            case POST_QUANTUM -> 32;
        };
    }

    static Duration batch(int members) {
        var wait = BATCH_LEAST.plus(BATCH_PER_MEMBER.multipliedBy(members));
        return wait.compareTo(BATCH_MOST) < 0 ? wait : BATCH_MOST;
    }

    static Duration turn(int members) {
        return TURN.plus(TURN_PER_MEMBER.multipliedBy(members));
    }
}
