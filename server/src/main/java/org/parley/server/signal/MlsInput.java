// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.delivery.Input;
import org.parley.e2ee.delivery.Limits;
import org.parley.e2ee.delivery.Refusal;

/// Turns what a client said into what the delivery service takes. A text that is too long is not decoded.
public final class MlsInput {
    /// A text that holds no bytes which the delivery service would look at.
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        private final Refusal why;

        UnreadableException(Refusal why) {
            super(why.name(), null, false, false);
            this.why = why;
        }

        public Refusal why() {
            return why;
        }
    }

    private static final int GROUP_ID_BYTES = 16;
    private static final Pattern PARTICIPANT = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private MlsInput() {}

    static boolean isReason(@Nullable String reason) {
        return reason != null
                && switch (reason) {
                    case "new", "lost", "bad-commit", "bad-welcome" -> true;
                    default -> false;
                };
    }

    static boolean isParticipant(String id) {
        return PARTICIPANT.matcher(id).matches();
    }

    public static Input.FromClient of(MlsRequest request, ParticipantId from) throws UnreadableException {
        return switch (request) {
            case MlsRequest.Join m ->
                new Input.Join(from, bytes(m.keyPackage(), Limits.KEY_PACKAGE_BYTES), reason(m.reason(), m.epoch()));
            case MlsRequest.Sync m -> new Input.Sync(from, bytes(m.groupId(), GROUP_ID_BYTES), m.epoch(), m.sequence());
            case MlsRequest.Created m -> new Input.Created(from, bytes(m.groupInfo(), Limits.GROUP_INFO_BYTES));
            case MlsRequest.Commit m ->
                new Input.CommitMade(
                        from,
                        m.epoch(),
                        m.round(),
                        bytes(m.commit(), Limits.COMMIT_BYTES),
                        m.welcome() == null ? null : bytes(m.welcome(), Limits.WELCOME_BYTES));
            case MlsRequest.Application m ->
                new Input.Application(
                        from,
                        m.id(),
                        m.epoch(),
                        bytes(m.message(), Limits.APPLICATION_BYTES),
                        m.to() == null ? null : new ParticipantId(m.to()));
        };
    }

    private static Input.Reason reason(String reason, @Nullable Long epoch) {
        return switch (reason) {
            case "lost" -> new Input.Reason.Lost();
            case "bad-welcome" -> new Input.Reason.BadWelcome();
            case "bad-commit" -> new Input.Reason.BadCommit(epoch == null ? 0 : epoch);
            default -> new Input.Reason.New();
        };
    }

    /// Base64url without padding (RFC 4648 §5).
    private static Bytes bytes(String text, int most) throws UnreadableException {
        if (text.length() > (most * 4L + 2) / 3) {
            throw new UnreadableException(Refusal.TOO_LARGE);
        }
        if (text.endsWith("=")) {
            throw new UnreadableException(Refusal.MALFORMED);
        }
        try {
            return Bytes.copyOf(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(Refusal.MALFORMED);
        }
    }
}
