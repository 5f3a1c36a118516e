// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import org.jspecify.annotations.Nullable;

/// What a client says to the meeting's delivery service (`docs/end-to-end.md`, "From the client"). Bytes are
/// still the texts they came as: [MlsInput] reads them.
public sealed interface MlsRequest extends ClientMessage {
    /// @param epoch of the commit that could not be processed, with `bad-commit`
    record Join(String keyPackage, String reason, @Nullable Long epoch) implements MlsRequest {
        public Join {
            ClientMessage.check(keyPackage != null, "mls-join has no keyPackage");
            ClientMessage.check(MlsInput.isReason(reason), "mls-join has a reason that does not exist");
            ClientMessage.check(
                    epoch == null ? !"bad-commit".equals(reason) : epoch >= 0,
                    "mls-join with bad-commit has the epoch of the commit");
        }

        @Override
        public String type() {
            return "mls-join";
        }

        @Override
        public String toString() {
            return "Join[" + reason + "]";
        }
    }

    record Sync(String groupId, long epoch, long sequence) implements MlsRequest {
        public Sync {
            ClientMessage.check(
                    groupId != null && epoch >= 0 && sequence >= 0, "mls-sync has no group, epoch and sequence");
        }

        @Override
        public String type() {
            return "mls-sync";
        }
    }

    record Created(String groupInfo) implements MlsRequest {
        public Created {
            ClientMessage.check(groupInfo != null, "mls-created has no groupInfo");
        }

        @Override
        public String type() {
            return "mls-created";
        }

        @Override
        public String toString() {
            return "Created[]";
        }
    }

    record Commit(
            long epoch, int round, String commit, @Nullable String welcome) implements MlsRequest {
        public Commit {
            ClientMessage.check(commit != null && epoch >= 0, "mls-commit has no epoch and commit");
        }

        @Override
        public String type() {
            return "mls-commit";
        }

        @Override
        public String toString() {
            return "Commit[" + epoch + ", " + round + "]";
        }
    }

    /// @param to a participant's id, for a private note
    record Application(
            long id, long epoch, String message, @Nullable String to) implements MlsRequest {
        public Application {
            ClientMessage.check(message != null && id >= 0 && epoch >= 0, "mls-application has no id, epoch, message");
            ClientMessage.check(
                    to == null || MlsInput.isParticipant(to), "mls-application is to a participant that cannot be");
        }

        @Override
        public String type() {
            return "mls-application";
        }

        @Override
        public String toString() {
            return "Application[" + id + "]";
        }
    }
}
