// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.Role;
import org.parley.meeting.WayIn;
import org.parley.server.signal.Tickets.Ticket;

class TicketsTest {
    private long now;
    private final Tickets tickets = new Tickets(new Random(1), () -> now);
    private final Ticket ada =
            new Ticket("meeting", "Ada", Role.PARTICIPANT, EndpointKind.BROWSER, WayIn.LINK, null, null);

    @Test
    void a_ticket_is_good_once_and_for_the_meeting_and_name_it_was_issued_for() {
        String text = tickets.issue(ada);
        assertThat(tickets.use(text)).contains(ada);
        assertThat(tickets.use(text)).isEmpty();
    }

    @Test
    void a_ticket_is_good_for_sixty_seconds() {
        String soon = tickets.issue(ada);
        String late = tickets.issue(ada);
        now = Duration.ofSeconds(60).toNanos() - 1;
        assertThat(tickets.use(soon)).contains(ada);
        now = Duration.ofSeconds(60).toNanos();
        assertThat(tickets.use(late)).isEmpty();
    }

    @Test
    void tickets_have_192_bits_and_none_is_another() {
        Set<String> drawn = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            drawn.add(tickets.issue(ada));
        }
        assertThat(drawn).hasSize(1_000).allSatisfy(text -> assertThat(text).matches("[A-Za-z0-9_-]{32}"));
    }

    @Test
    void more_tickets_than_fit_push_out_others_and_no_more() {
        for (int i = 0; i < 3 * Limits.MAX_TICKETS; i++) {
            tickets.issue(ada);
        }
        assertThat(tickets.kept()).isLessThanOrEqualTo(Limits.MAX_TICKETS);
    }
}
