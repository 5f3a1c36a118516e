// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Random;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.Role;
import org.parley.meeting.WayIn;
import org.parley.meeting.door.KeyedHash;
import org.parley.server.signal.Tickets.Ticket;

class SilentConnectionTest {
    private static final String MEETING = "00000000-0000-0000-0000-000000000001";

    private final RecordingSession client = new RecordingSession();
    private final Tickets tickets = new Tickets(new Random(1), System::nanoTime);
    private final ActorSystem<ConnectionMessage> connection = ActorSystem.create(
            Connection.create(new Connection.Surroundings(
                    new Outbox(client.session),
                    Duration.ofMillis(200),
                    null,
                    () -> {},
                    tickets,
                    new ResumeTokens(new KeyedHash(new byte[32]), new Random(2)),
                    _ -> null,
                    (_, _) -> {})),
            "connection");

    @AfterEach
    void stop() {
        connection.terminate();
    }

    @Test
    void who_says_no_hello_in_time_is_closed_with_1008() {
        await().untilAsserted(() -> assertThat(client.done).containsExactly("close 1008"));
    }

    @Test
    void who_said_hello_may_stay_silent() {
        String ticket = tickets.issue(
                new Ticket(MEETING, "Ada", Role.PARTICIPANT, EndpointKind.BROWSER, WayIn.LINK, null, null));
        connection.tell(new ConnectionMessage.Received(new ClientMessage.Hello(ticket, null, null)));
        await().during(Duration.ofMillis(600))
                .untilAsserted(() -> assertThat(client.done).isEmpty());
    }
}
