// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.function.BiConsumer;
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
import org.parley.meeting.Participant;
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

    private final Surroundings around;
    private final BiConsumer<String, Send> toParticipant;
    private final Consumer<Instant> wakeAt;
    private @Nullable Delivery delivery;

    /// @param toParticipant sends to a participant by id; one who has no connection hears nothing
    /// @param wakeAt has [#tick] called at that time, which replaces the one said before
    Encryption(Surroundings around, BiConsumer<String, Send> toParticipant, Consumer<Instant> wakeAt) {
        this.around = around;
        this.toParticipant = toParticipant;
        this.wakeAt = wakeAt;
    }

    /// A participant has been told, on a new connection, to be in the meeting.
    void present(Participant p, boolean linkBound) {
        if (delivery == null) {
            delivery = new Delivery(Suite.CLASSICAL, linkBound, around.random());
        }
        on(new Input.Admitted(new Identity(Identity.Kind.BROWSER, id(p.id()))));
        on(new Input.Connected(id(p.id())));
    }

    void disconnected(org.parley.meeting.ParticipantId who) {
        on(new Input.Disconnected(id(who)));
    }

    void left(org.parley.meeting.ParticipantId who) {
        on(new Input.Left(id(who)));
    }

    void said(org.parley.meeting.ParticipantId who, MlsRequest request) {
        try {
            on(MlsInput.of(request, id(who)));
        } catch (MlsInput.UnreadableException e) {
            refuse(who, request, e.why());
        }
    }

    void refuse(org.parley.meeting.ParticipantId who, MlsRequest request, Refusal why) {
        around.metrics().refused(why);
        toParticipant.accept(who.value(), Send.of(MlsAnswer.refused(request, why)));
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
                toParticipant.accept(to.value(), written.computeIfAbsent(message, m -> Send.of(MlsAnswer.of(m))));
            }
        }
        wakeAt.accept(delivery.nextWake());
    }

    private static ParticipantId id(org.parley.meeting.ParticipantId who) {
        return new ParticipantId(who.value());
    }
}
