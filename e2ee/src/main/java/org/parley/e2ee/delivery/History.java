// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;

/// What was said in a group lately, in order, for those whose connection broke. Ciphertext and public
/// messages only.
final class History {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int bytes;

    sealed interface Entry {
        long epoch();

        int size();
    }

    /// A commit; `receivers` are those that were to process it, `accusers` those of them that could not.
    record Committed(
            ToMember.Commit message, ParticipantId author, Set<ParticipantId> receivers, Set<ParticipantId> accusers)
            implements Entry {
        @Override
        public long epoch() {
            return message.epoch();
        }

        @Override
        public int size() {
            return message.commit().length()
                    + message.proposals().stream().mapToInt(Bytes::length).sum();
        }
    }

    record Said(ToMember.Application message, @Nullable ParticipantId to) implements Entry {
        @Override
        public long epoch() {
            return message.epoch();
        }

        @Override
        public int size() {
            return message.message().length();
        }
    }

    void committed(ToMember.Commit message, ParticipantId author, Set<ParticipantId> receivers) {
        add(new Committed(message, author, Set.copyOf(receivers), new HashSet<>()));
    }

    void said(ToMember.Application message, @Nullable ParticipantId to) {
        add(new Said(message, to));
    }

    Optional<Committed> commit(long epoch) {
        return entries.stream()
                .filter(Committed.class::isInstance)
                .map(Committed.class::cast)
                .filter(commit -> commit.epoch() == epoch)
                .findFirst();
    }

    /// What somebody missed who was last at `epoch` and has read up to `sequence`; empty if that is not known
    /// any more.
    Optional<List<ToMember>> since(long epoch, long sequence, long current, Participant reader) {
        if (epoch < current && commit(epoch).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(entries.stream()
                .flatMap(entry -> switch (entry) {
                    case Committed commit -> commit.epoch() >= epoch ? Stream.of(commit.message) : Stream.empty();
                    case Said said -> missed(said, sequence, reader) ? Stream.of(said.message) : Stream.empty();
                })
                .map(ToMember.class::cast)
                .toList());
    }

    private static boolean missed(Said said, long sequence, Participant reader) {
        return said.message.sequence() > sequence
                && said.epoch() >= reader.since
                && !said.message.from().equals(reader.id())
                && (said.to == null || said.to.equals(reader.id()));
    }

    private void add(Entry entry) {
        entries.addLast(entry);
        bytes += entry.size();
        while (entries.size() > Limits.HISTORY_ENTRIES || bytes > Limits.HISTORY_BYTES) {
            bytes -= entries.removeFirst().size();
        }
    }
}
