// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.delivery.Input;
import org.parley.e2ee.delivery.Refusal;
import org.parley.e2ee.delivery.ToMember;

/// What the delivery service says to a participant (`docs/end-to-end.md`, "From the server"). Bytes are
/// base64url without padding.
public sealed interface MlsAnswer extends ServerMessage {
    record Create(String groupId, String externalSender, boolean linkBound, long within) implements MlsAnswer {}

    record CommitNow(String groupId, long epoch, int round, List<String> proposals, boolean path, long within)
            implements MlsAnswer {}

    record Commit(String groupId, long epoch, List<String> proposals, String commit) implements MlsAnswer {}

    record Welcome(String groupId, long epoch, String welcome, String tree, String externalSender, boolean linkBound)
            implements MlsAnswer {}

    record Rejoin(String reason) implements MlsAnswer {}

    /// @param isPrivate absent for what everybody gets
    record Application(
            long sequence,
            String from,
            long epoch,
            String message,
            @JsonProperty("private") @Nullable Boolean isPrivate)
            implements MlsAnswer {}

    record Ack(long id, long sequence) implements MlsAnswer {}

    record Refused(
            String re,
            String reason,
            @Nullable Long id,
            @Nullable Long epoch,
            @Nullable Long time) implements MlsAnswer {}

    Map<Class<? extends Input.FromClient>, String> TYPES = Map.of(
            Input.Join.class, "mls-join",
            Input.Sync.class, "mls-sync",
            Input.Created.class, "mls-created",
            Input.CommitMade.class, "mls-commit",
            Input.Application.class, "mls-application");

    static MlsAnswer of(ToMember message) {
        return switch (message) {
            case ToMember.Create m ->
                new Create(
                        text(m.groupId()),
                        text(m.externalSender()),
                        m.linkBound(),
                        m.within().toMillis());
            case ToMember.CommitNow m ->
                new CommitNow(
                        text(m.groupId()),
                        m.epoch(),
                        m.round(),
                        texts(m.proposals()),
                        m.path(),
                        m.within().toMillis());
            case ToMember.Commit m -> new Commit(text(m.groupId()), m.epoch(), texts(m.proposals()), text(m.commit()));
            case ToMember.Welcome m ->
                new Welcome(
                        text(m.groupId()),
                        m.epoch(),
                        text(m.welcome()),
                        text(m.tree()),
                        text(m.externalSender()),
                        m.linkBound());
            case ToMember.Rejoin m -> new Rejoin(Words.of(m.reason()));
            case ToMember.Application m ->
                new Application(
                        m.sequence(), m.from().value(), m.epoch(), text(m.message()), m.isPrivate() ? true : null);
            case ToMember.Ack m -> new Ack(m.id(), m.sequence());
            case ToMember.Refused m ->
                new Refused(
                        TYPES.getOrDefault(m.of(), ""),
                        Words.of(m.reason()),
                        m.id(),
                        m.reason() == Refusal.WRONG_EPOCH ? m.epoch() : null,
                        m.reason() == Refusal.LIFETIME ? m.time() : null);
        };
    }

    /// For what is refused before the delivery service sees it.
    static Refused refused(MlsRequest request, Refusal why) {
        Long id = request instanceof MlsRequest.Application said ? said.id() : null;
        return new Refused(request.type(), Words.of(why), id, null, null);
    }

    private static List<String> texts(List<Bytes> list) {
        return list.stream().map(MlsAnswer::text).toList();
    }

    private static String text(Bytes bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
    }
}
