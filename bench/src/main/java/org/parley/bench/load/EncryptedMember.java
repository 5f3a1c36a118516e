// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.member.GroupTerms;
import org.parley.e2ee.member.Member;
import org.parley.e2ee.member.MlsException;

/// A participant without media, whose MLS member does what docs/end-to-end.md says: through the door, by
/// WebSocket, into the group. Its messages are handled on the connection's thread, one at a time.
public final class EncryptedMember implements AutoCloseable {
    /// docs/protocol.md: every 5 s.
    private static final long PING_SECONDS = 5;

    /// One for the whole crowd.
    private static final ScheduledExecutorService PINGS = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("pings").daemon().factory());

    private final SecureRandom random = new SecureRandom();
    private final Signal signal;
    private final CompletableFuture<Long> inside = new CompletableFuture<>();
    private final long began = System.nanoTime();
    private final ScheduledFuture<?> pings;
    private @Nullable Member member;
    private volatile boolean closed;

    /// @param host starts the meeting
    public EncryptedMember(Api api, Api.Meeting meeting, boolean host, String name)
            throws IOException, InterruptedException {
        var ticket = api.ticket(meeting, host, name);
        signal = new Signal(api.http(), api.signal());
        signal.send(signal.message("hello").put("ticket", ticket));
        if (host) {
            signal.next("ready").join();
            signal.send(signal.message("start"));
        }
        pings = PINGS.scheduleAtFixedRate(this::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
        Thread.ofVirtual().start(this::listen);
    }

    private void ping() {
        signal.send(signal.message("ping").put("t", System.nanoTime()));
    }

    /// Nanoseconds from knocking at the door until this member had the keys of the meeting.
    public CompletableFuture<Long> inside() {
        return inside;
    }

    /// Locks the meeting, and waits until it is; for a host who is in.
    public void lock() {
        signal.send(signal.message("lock").put("locked", true));
        signal.next(message -> message.path("type").asText().equals("settings")
                        && message.path("rules").path("locked").asBoolean())
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private void listen() {
        try {
            while (!closed) {
                handle(signal.next(message -> {
                            var type = message.path("type").asText();
                            return type.equals("admitted") || type.startsWith("mls-");
                        })
                        .join());
            }
        } catch (RuntimeException | MlsException e) {
            inside.completeExceptionally(e);
            if (!closed) {
                System.err.println("a member of the crowd is gone: " + e);
            }
        }
    }

    private void handle(JsonNode m) throws MlsException {
        switch (m.path("type").asText()) {
            case "admitted" -> {
                var id = new ParticipantId(m.path("participant").asText());
                member = new Member(new Identity(Identity.Kind.BROWSER, id), random);
                join("new");
            }
            case "mls-create" -> {
                signal.send(signal.message("mls-created").put("groupInfo", text(member().create(terms(m)))));
                inside.complete(System.nanoTime() - began);
            }
            case "mls-welcome" -> {
                member().join(terms(m), m.path("epoch").asLong(), bytes(m, "welcome"), bytes(m, "tree"));
                inside.complete(System.nanoTime() - began);
            }
            case "mls-commit-now" -> commit(m);
            case "mls-commit" -> {
                if (isAt(m)) {
                    member().process(proposals(m), bytes(m, "commit"), Instant.now());
                }
            }
            case "mls-rejoin" -> join("lost");
            default -> {}
        }
    }

    private void join(String reason) throws MlsException {
        signal.send(signal.message("mls-join")
                .put("keyPackage", text(member().newKeyPackage(Instant.now())))
                .put("reason", reason));
    }

    private void commit(JsonNode m) throws MlsException {
        if (!isAt(m)) {
            return;
        }
        var made = member().commit(proposals(m), m.path("path").asBoolean());
        ObjectNode answer = signal.message("mls-commit")
                .put("epoch", m.path("epoch").asLong())
                .put("round", m.path("round").asInt())
                .put("commit", text(made.commit()));
        made.welcome().ifPresent(welcome -> answer.put("welcome", text(welcome)));
        signal.send(answer);
    }

    private boolean isAt(JsonNode m) {
        return member().isIn() && m.path("epoch").asLong() == member().epoch();
    }

    private Member member() {
        if (member == null) {
            throw new IllegalStateException("not admitted yet");
        }
        return member;
    }

    private static GroupTerms terms(JsonNode m) {
        return new GroupTerms(bytes(m, "groupId"), bytes(m, "externalSender"), Optional.empty());
    }

    private static List<Bytes> proposals(JsonNode m) {
        var list = new ArrayList<Bytes>();
        m.path("proposals").forEach(proposal -> list.add(decode(proposal.asText())));
        return list;
    }

    private static Bytes bytes(JsonNode m, String name) {
        return decode(m.path(name).asText());
    }

    private static Bytes decode(String text) {
        return Bytes.copyOf(Base64.getUrlDecoder().decode(text));
    }

    private static String text(Bytes bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
    }

    @Override
    public void close() {
        closed = true;
        pings.cancel(false);
        signal.abort();
    }
}
