// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;

/// One participant in the group of its meeting, over all epochs. It takes what the delivery service says and
/// says what to answer; it never acts by itself. For one thread at a time.
public final class Member {
    /// Frames and messages that were under way when the epoch ended. Longer costs secrecy, shorter costs
    /// frames.
    public static final Duration KEEP = Duration.ofSeconds(10);

    private static final int MOST_KEPT = 16;

    private final Identity identity;
    private final Mls mls;
    private final Map<Long, Old> old = new HashMap<>();
    private Mls.@Nullable NewMember waiting;
    private @Nullable MlsGroup group;
    private MlsGroup.@Nullable Pending own;

    private record Old(MlsGroup group, Instant until) {}

    public Member(Identity identity, SecureRandom random) {
        this(identity, new ParleyMls(random));
    }

    Member(Identity identity, Mls mls) {
        this.identity = identity;
        this.mls = mls;
    }

    public Identity identity() {
        return identity;
    }

    /// A fresh key package, for `mls-join`. One made before is forgotten.
    public Bytes newKeyPackage(Instant now) throws MlsException {
        var fresh = mls.newMember(identity, now);
        waiting = fresh;
        return fresh.keyPackage();
    }

    /// Answers `mls-create`: the GroupInfo for `mls-created`.
    public Bytes create(GroupTerms terms) throws MlsException {
        var created = takeWaiting().create(terms);
        begin(created);
        return created.groupInfo();
    }

    /// Takes `mls-welcome`.
    public void join(GroupTerms terms, long epoch, Bytes welcome, Bytes tree) throws MlsException {
        var joined = takeWaiting().join(terms, welcome, tree);
        if (joined.epoch() != epoch) {
            throw new MlsException("a Welcome to another epoch than announced");
        }
        begin(joined);
    }

    /// Answers `mls-commit-now`.
    public Commit commit(List<Bytes> proposals, boolean path) throws MlsException {
        var pending = current().commit(proposals, path);
        own = pending;
        return new Commit(pending.commit(), pending.welcome());
    }

    public record Commit(Bytes commit, Optional<Bytes> welcome) {}

    /// What an `mls-commit` has led to.
    public enum Change {
        NEXT_EPOCH,
        REMOVED
    }

    /// Takes `mls-commit`. If it throws, the state is the one before, and the answer to the delivery service
    /// is `mls-join`.
    public Change process(List<Bytes> proposals, Bytes commit, Instant now) throws MlsException {
        var before = current();
        if (CommitRules.removes(proposals, before.ownLeaf())) {
            drop();
            return Change.REMOVED;
        }
        var next = own != null && own.commit().equals(commit) ? own.next() : before.process(proposals, commit);
        expire(now);
        old.put(before.epoch(), new Old(before, now.plus(KEEP)));
        group = next;
        own = null;
        return Change.NEXT_EPOCH;
    }

    /// Forgets all of the group.
    public void drop() {
        group = null;
        own = null;
        old.clear();
    }

    public boolean isIn() {
        return group != null;
    }

    public Bytes groupId() {
        return current().groupId();
    }

    public long epoch() {
        return current().epoch();
    }

    public int ownLeaf() {
        return current().ownLeaf();
    }

    /// Who can decrypt now, by leaf index.
    public Map<Integer, Identity> roster() {
        return current().roster();
    }

    public byte[] export(String label, byte[] context, int length) throws MlsException {
        return current().export(label, context, length);
    }

    public SafetyCode safetyCode() {
        return SafetyCode.of(current().epochAuthenticator());
    }

    /// Encrypts an application message for the current epoch.
    public Bytes protect(byte[] application) throws MlsException {
        return current().protect(application);
    }

    /// Opens an application message of the current epoch, or of one that ended a moment ago.
    public Opened unprotect(long epoch, Bytes message, Instant now) throws MlsException {
        expire(now);
        if (epoch == epoch()) {
            return current().unprotect(message);
        }
        var kept = old.get(epoch);
        if (kept == null) {
            throw new MlsException("the keys of epoch " + epoch + " are not here");
        }
        return kept.group.unprotect(message);
    }

    /// An application message, and the leaf that it is from.
    public record Opened(int sender, Bytes application) {}

    /// GroupInfo of the current epoch, with its tree.
    Bytes groupInfo() throws MlsException {
        return current().groupInfo();
    }

    private void begin(MlsGroup fresh) {
        drop();
        group = fresh;
    }

    private void expire(Instant now) {
        old.values().removeIf(kept -> !now.isBefore(kept.until));
        if (old.size() >= MOST_KEPT) {
            old.keySet().stream().min(Long::compare).ifPresent(old::remove);
        }
    }

    private Mls.NewMember takeWaiting() throws MlsException {
        var taken = waiting;
        if (taken == null) {
            throw new MlsException("no key package is waiting");
        }
        waiting = null;
        return taken;
    }

    private MlsGroup current() {
        var current = group;
        if (current == null) {
            throw new IllegalStateException("not in a group");
        }
        return current;
    }
}
