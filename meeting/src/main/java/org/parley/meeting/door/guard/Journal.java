// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.util.ArrayList;
import java.util.List;

/// What was counted here since the other nodes were last told. Of fixed size: under a flood that overruns it
/// the rest is not told, and each node still counts what it sees itself.
final class Journal {
    /// Ten thousand door requests a second for three seconds.
    private static final int MOST = 1 << 15;
    /// A generous 160 bytes for each record and what it holds.
    static final long MOST_BYTES = 2L * MOST * 160;

    /// Tallies, and sentences, of one page: 116 kB as bytes.
    private static final int PAGE = 1 << 11;

    private boolean kept;
    private final List<Tally> tallies = new ArrayList<>();
    private final List<Sentence> sentences = new ArrayList<>();
    private long dropped;

    void add(Tally tally) {
        if (kept) {
            add(tallies, tally);
        }
    }

    void add(Sentence sentence) {
        if (kept) {
            add(sentences, sentence);
        }
    }

    private <T> void add(List<T> list, T line) {
        if (list.size() < MOST) {
            list.add(line);
        } else {
            dropped++;
        }
    }

    record Page(List<Tally> tallies, List<Sentence> sentences) {}

    /// The oldest of what there is to tell, as much as fits one message. Nothing is kept before this is called for
    /// the first time: a node alone has nobody to tell.
    Page tear() {
        kept = true;
        return new Page(first(tallies), first(sentences));
    }

    private static <T> List<T> first(List<T> list) {
        List<T> oldest = list.subList(0, Math.min(PAGE, list.size()));
        var page = new ArrayList<>(oldest);
        oldest.clear();
        return page;
    }

    /// Forgets what there is to tell, and keeps nothing until it is asked for again.
    void close() {
        kept = false;
        tallies.clear();
        sentences.clear();
    }

    long dropped() {
        return dropped;
    }
}
