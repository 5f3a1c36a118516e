// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.member.GroupTerms;
import org.parley.e2ee.member.LinkPsk;
import org.parley.e2ee.member.Member;
import org.parley.e2ee.member.MlsException;

/// Somebody in a meeting who can decrypt: a real MLS member that speaks the `mls-*` messages of
/// `docs/end-to-end.md` on a [Person]'s connection. Tests make it misbehave. Its lock is itself.
final class MlsClient {
    final List<String> read = new CopyOnWriteArrayList<>();
    final List<JsonNode> notes = new CopyOnWriteArrayList<>();
    final List<JsonNode> refusals = new CopyOnWriteArrayList<>();
    final List<JsonNode> acks = new CopyOnWriteArrayList<>();
    final List<String> faults = new CopyOnWriteArrayList<>();
    /// Doesn't answer `mls-commit-now`.
    volatile boolean mute;

    private final Identity.Kind kind;
    private final Optional<LinkPsk> psk;
    private final SecureRandom random = new SecureRandom();
    private volatile Person person;
    private @Nullable Member member;
    private @Nullable String id;
    private String resume = "";
    private long sequence;
    private long lastId;
    private @Nullable Bytes lastSaid;

    private MlsClient(Person person, Identity.Kind kind, Optional<LinkPsk> psk) {
        this.person = person;
        this.kind = kind;
        this.psk = psk;
    }

    static MlsClient of(Person person) {
        return of(person, Identity.Kind.BROWSER, Optional.empty());
    }

    static MlsClient of(Person person, Identity.Kind kind, Optional<LinkPsk> psk) {
        var client = new MlsClient(person, kind, psk);
        person.listen(client::handle);
        return client;
    }

    /// Goes on by another connection, with the state that it has.
    void moveTo(Person other) {
        person = other;
        other.listen(this::handle);
    }

    Person person() {
        return person;
    }

    synchronized boolean isIn() {
        return member != null && member.isIn();
    }

    synchronized long epoch() {
        return isIn() ? member().epoch() : -1;
    }

    /// What everybody in the same epoch shares.
    synchronized String code() {
        return isIn() ? member().safetyCode().toString() : "";
    }

    synchronized String resume() {
        return resume;
    }

    synchronized int leaf() {
        return member().ownLeaf();
    }

    synchronized String id() {
        return String.valueOf(id);
    }

    synchronized List<String> roster() {
        List<String> ids = new ArrayList<>();
        if (isIn()) {
            member().roster().values().forEach(who -> ids.add(who.participant().value()));
        }
        ids.sort(null);
        return ids;
    }

    synchronized boolean hasSeen(long wanted) {
        return sequence >= wanted;
    }

    private Member member() {
        if (member == null) {
            throw new AssertionError("not admitted yet");
        }
        return member;
    }

    synchronized void chat(String text) {
        try {
            lastSaid = member().protect(text.getBytes(UTF_8));
        } catch (MlsException e) {
            throw new AssertionError(e);
        }
        say("mls-application", Map.of("id", ++lastId, "epoch", epoch(), "message", text(lastSaid)));
    }

    /// The ciphertext that was sent last.
    synchronized Bytes lastSaid() {
        if (lastSaid == null) {
            throw new AssertionError("nothing said");
        }
        return lastSaid;
    }

    /// Sends a private note as far as the server can see one.
    synchronized void note(String to, int leaf) {
        var note = new byte[1 + 8 + 4 + 4 + 1 + 32 + 1 + 40 + 2 + 64];
        random.nextBytes(note);
        var out = java.nio.ByteBuffer.wrap(note);
        out.put((byte) 1).putLong(epoch()).putInt(leaf()).putInt(leaf);
        out.put((byte) 32).position(out.position() + 32);
        out.put((byte) 40).position(out.position() + 40);
        out.putShort((short) (0x4000 | 64));
        say("mls-application", Map.of("id", ++lastId, "epoch", epoch(), "message", text(Bytes.copyOf(note)), "to", to));
    }

    /// Whether a ciphertext of this epoch can be opened with what this member has.
    synchronized boolean opens(Bytes message, long epoch) {
        try {
            member().unprotect(epoch, message, Instant.now());
            return true;
        } catch (MlsException | IllegalStateException e) {
            return false;
        }
    }

    synchronized void join(String reason, Map<String, ?> more) {
        try {
            Map<String, Object> join = new HashMap<>(more);
            join.put("keyPackage", text(member().newKeyPackage(Instant.now())));
            join.put("reason", reason);
            say("mls-join", join);
        } catch (MlsException e) {
            throw new AssertionError(e);
        }
    }

    private synchronized void handle(JsonNode m) {
        try {
            switch (m.path("type").asText()) {
                case "admitted" -> {
                    resume = m.path("resume").asText();
                    admitted(m.path("participant").asText());
                }
                case "mls-create" -> say("mls-created", Map.of("groupInfo", text(member().create(terms(m)))));
                case "mls-welcome" ->
                    member().join(terms(m), m.path("epoch").asLong(), bytes(m, "welcome"), bytes(m, "tree"));
                case "mls-commit-now" -> commit(m);
                case "mls-commit" -> process(m);
                case "mls-rejoin" -> {
                    member().drop();
                    join("lost", Map.of());
                }
                case "mls-application" -> application(m);
                case "mls-ack" -> acks.add(m);
                case "mls-refused" -> refusals.add(m);
                default -> {}
            }
        } catch (MlsException e) {
            faults.add(m.path("type").asText() + ": " + e.getMessage());
        }
    }

    private void admitted(String as) {
        if (member != null && as.equals(id) && member.isIn()) {
            say("mls-sync", Map.of("groupId", text(member.groupId()), "epoch", member.epoch(), "sequence", sequence));
            return;
        }
        id = as;
        member = new Member(new Identity(kind, new ParticipantId(as)), random);
        sequence = 0;
        join("new", Map.of());
    }

    private GroupTerms terms(JsonNode m) {
        return new GroupTerms(bytes(m, "groupId"), bytes(m, "externalSender"), psk);
    }

    private void commit(JsonNode m) throws MlsException {
        if (mute || !isIn() || m.path("epoch").asLong() != epoch()) {
            return;
        }
        var made = member().commit(list(m), m.path("path").asBoolean());
        Map<String, Object> answer = new HashMap<>();
        answer.put("epoch", epoch());
        answer.put("round", m.path("round").asInt());
        answer.put("commit", text(made.commit()));
        made.welcome().ifPresent(welcome -> answer.put("welcome", text(welcome)));
        say("mls-commit", answer);
    }

    private void process(JsonNode m) throws MlsException {
        if (isIn() && m.path("epoch").asLong() == epoch()) {
            member().process(list(m), bytes(m, "commit"), Instant.now());
        }
    }

    private void application(JsonNode m) throws MlsException {
        sequence = m.path("sequence").asLong();
        if (m.path("private").asBoolean()) {
            notes.add(m);
            return;
        }
        var opened = member().unprotect(m.path("epoch").asLong(), bytes(m, "message"), Instant.now());
        read.add(new String(opened.application().toArray(), UTF_8));
    }

    private void say(String type, Map<String, ?> members) {
        person.say(type, members);
    }

    private static List<Bytes> list(JsonNode m) {
        List<Bytes> list = new ArrayList<>();
        m.path("proposals").forEach(p -> list.add(decode(p.asText())));
        return list;
    }

    static Bytes bytes(JsonNode m, String name) {
        return decode(m.path(name).asText());
    }

    private static Bytes decode(String text) {
        return Bytes.copyOf(Base64.getUrlDecoder().decode(text));
    }

    static String text(Bytes bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
    }
}
