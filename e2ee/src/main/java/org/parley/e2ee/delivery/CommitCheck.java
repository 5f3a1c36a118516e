// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.InvalidCommit;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.PublicGroup;
import org.parley.e2ee.mls.PublicMessage;
import org.parley.e2ee.mls.Sender;
import org.parley.e2ee.mls.Suite;
import org.parley.e2ee.mls.Welcome;

/// Everything about a commit and its Welcome that can be checked from outside.
final class CommitCheck {
    private CommitCheck() {}

    record Checked(PublicGroup.Applied applied, @Nullable Welcome welcome) {}

    static Checked check(PublicGroup group, Round round, int committer, Bytes commit, @Nullable Bytes welcome)
            throws Refused {
        if (commit.length() > Limits.COMMIT_BYTES || (welcome != null && welcome.length() > Limits.WELCOME_BYTES)) {
            throw new Refused(Refusal.TOO_LARGE);
        }
        try {
            var message = MlsMessage.decode(commit, PublicMessage.class);
            if (!message.content().sender().equals(new Sender.Member(committer))) {
                throw new Refused(Refusal.BAD_COMMIT);
            }
            var applied = group.apply(message, round.byReference(), round.path);
            return new Checked(applied, checkWelcome(group.suite(), welcome, round.adds.keySet()));
        } catch (Malformed e) {
            throw new Refused(Refusal.MALFORMED);
        } catch (InvalidCommit e) {
            throw new Refused(
                    switch (e.reason()) {
                        case WRONG_EPOCH -> Refusal.WRONG_EPOCH;
                        case WRONG_PROPOSALS -> Refusal.WRONG_PROPOSALS;
                        case NOT_A_COMMIT,
                                OTHER_GROUP,
                                SENDER_NOT_A_MEMBER,
                                AUTHENTICATED_DATA,
                                PATH_MISSING,
                                PATH_UNWANTED,
                                BAD_SIGNATURE,
                                BAD_PATH,
                                BAD_TAG -> Refusal.BAD_COMMIT;
                    });
        }
    }

    /// There exactly when somebody is added, and for exactly those.
    private static @Nullable Welcome checkWelcome(Suite suite, @Nullable Bytes bytes, Set<Bytes> added)
            throws Malformed, Refused {
        if (bytes == null && added.isEmpty()) {
            return null;
        }
        if (bytes == null || added.isEmpty()) {
            throw new Refused(Refusal.BAD_COMMIT);
        }
        var welcome = MlsMessage.decode(bytes, Welcome.class);
        var named = new HashSet<Bytes>();
        welcome.secrets().forEach(secrets -> named.add(secrets.newMember()));
        if (welcome.cipherSuite() != suite.id() || welcome.secrets().size() != added.size() || !named.equals(added)) {
            throw new Refused(Refusal.BAD_COMMIT);
        }
        return welcome;
    }
}
