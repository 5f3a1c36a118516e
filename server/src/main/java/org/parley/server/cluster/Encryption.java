// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.e2ee.Identity;
import org.parley.e2ee.ParticipantId;
import org.parley.e2ee.delivery.Delivery;
import org.parley.e2ee.delivery.Input;
import org.parley.e2ee.delivery.Output;
import org.parley.e2ee.delivery.Refusal;
import org.parley.e2ee.delivery.ToMember;
import org.parley.e2ee.mls.Suite;
import org.parley.meeting.Meeting;
import org.parley.meeting.MeetingKeys;
import org.parley.meeting.MeetingSettings;
import org.parley.meeting.Participant;
import org.parley.server.signal.ClientMessage;
import org.parley.server.signal.ConnectionMessage.Send;
import org.parley.server.signal.MlsAnswer;
import org.parley.server.signal.MlsInput;
import org.parley.server.signal.MlsRequest;

/// Who can decrypt: the shell around the delivery service of one run of a meeting. Lives in memory alone; when
/// the process is gone, the members found a new group. Belongs to one meeting entity and is touched by it
/// alone.
final class Encryption {
    /// What all meetings of a node share.
    record Surroundings(SecureRandom random, InstantSource clock, EncryptionMetrics metrics) {}

    /// Clients report every 5 s; their clocks are not that exact.
    private static final Duration TROUBLES_APART = Duration.ofSeconds(4);

    private final Surroundings around;
    private final People people;
    private final Consumer<Instant> wakeAt;
    private @Nullable Delivery delivery;

    /// @param wakeAt has [#tick] called at that time, which replaces the one said before
    Encryption(Surroundings around, People people, Consumer<Instant> wakeAt) {
        this.around = around;
        this.people = people;
        this.wakeAt = wakeAt;
    }

    /// A participant has been told, on a new connection, to be in the meeting.
    void present(Participant p, MeetingKeys keys) {
        if (delivery == null) {
            delivery = new Delivery(
                    keys.postQuantum() ? Suite.POST_QUANTUM : Suite.CLASSICAL, keys.linkBound(), around.random());
        }
        on(new Input.Admitted(new Identity(kind(p), id(p.id()))));
        on(new Input.Connected(id(p.id())));
    }

    void disconnected(org.parley.meeting.ParticipantId who) {
        on(new Input.Disconnected(id(who)));
    }

    void left(org.parley.meeting.ParticipantId who) {
        on(new Input.Left(id(who)));
    }

    void said(Participant by, MlsRequest request, Meeting meeting, MeetingSettings rules) {
        if (!isAllowed(by, request, meeting, rules)) {
            refuse(by, request, Refusal.NOT_ALLOWED);
            return;
        }
        try {
            on(MlsInput.of(request, id(by.id())));
        } catch (MlsInput.UnreadableException e) {
            refuse(by, request, e.why());
        }
    }

    /// What the settings of the meeting say, of which the delivery service knows nothing.
    private static boolean isAllowed(Participant by, MlsRequest request, Meeting meeting, MeetingSettings rules) {
        return switch (request) {
            case MlsRequest.Join _ -> !(rules.endpointsOnly() && by.kind().isConnector());
            case MlsRequest.Application said ->
                rules.chat()
                        .allows(
                                by,
                                Optional.ofNullable(said.to())
                                        .map(org.parley.meeting.ParticipantId::new)
                                        .flatMap(meeting::find)
                                        .orElse(null));
            case MlsRequest.Sync _, MlsRequest.Created _, MlsRequest.Commit _ -> true;
        };
    }

    private void refuse(Participant by, MlsRequest request, Refusal why) {
        around.metrics().refused(why);
        people.tell(by.id(), MlsAnswer.refused(request, why));
    }

    /// Counted, unless it comes again too soon.
    void trouble(Participant by, ClientMessage.Trouble trouble) {
        Live person = people.at(by.id());
        Instant now = around.clock().instant();
        if (person.troubledAt == null || !now.isBefore(person.troubledAt.plus(TROUBLES_APART))) {
            person.troubledAt = now;
            around.metrics().troubles(trouble.slots(), trouble.frames());
        }
    }

    void tick() {
        on(new Input.Tick());
    }

    /// The meeting is over, or goes on in another process: with other groups in both cases.
    void end() {
        delivery = null;
        wakeAt.accept(Instant.MAX);
    }

    private void on(Input input) {
        if (delivery == null) {
            return;
        }
        // A commit for a thousand members is one object, and is written once.
        IdentityHashMap<ToMember, Send> written = new IdentityHashMap<>();
        for (Output output : delivery.on(input, around.clock().instant())) {
            around.metrics().count(output);
            if (output instanceof Output.Send(ParticipantId to, ToMember message)) {
                people.tell(
                        new org.parley.meeting.ParticipantId(to.value()),
                        written.computeIfAbsent(message, m -> Send.of(MlsAnswer.of(m))));
            }
        }
        wakeAt.accept(delivery.nextWake());
    }

    private static Identity.Kind kind(Participant p) {
        return switch (p.kind()) {
            case BROWSER -> Identity.Kind.BROWSER;
            case DESKTOP -> Identity.Kind.DESKTOP;
            case PHONE -> Identity.Kind.PHONE;
            case ROOM -> Identity.Kind.ROOM;
            case RECORDER -> Identity.Kind.RECORDER;
        };
    }

    private static ParticipantId id(org.parley.meeting.ParticipantId who) {
        return new ParticipantId(who.value());
    }
}
