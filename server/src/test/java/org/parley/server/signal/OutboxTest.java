// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class OutboxTest {
    private final RecordingSession client = new RecordingSession();
    private final Outbox outbox = new Outbox(client.session);

    @Test
    void a_client_that_does_not_read_is_closed_with_1008_and_what_waited_is_dropped() {
        for (int i = 0; i <= Limits.MAX_QUEUED_MESSAGES; i++) {
            outbox.send("x");
        }
        assertThat(outbox.waiting()).isEqualTo(Limits.MAX_QUEUED_MESSAGES);
        outbox.send("one too many");
        assertThat(client.done).containsExactly("text", "close 1008");
        assertThat(outbox.waiting()).isZero();
        outbox.send("nobody waits for this");
        assertThat(outbox.waiting()).isZero();
        await().untilAsserted(() -> assertThat(client.done).endsWith("disconnect"));
    }

    @Test
    void few_messages_that_are_large_are_too_much_as_well() {
        String large = "x".repeat(Limits.MAX_MESSAGE_BYTES);
        int sent = 0;
        while (!client.done.contains("close 1008")) {
            outbox.send(large);
            sent++;
        }
        assertThat((long) sent * large.length()).isLessThan(Limits.MAX_QUEUED_CHARS + 3L * large.length());
        assertThat(outbox.waiting()).isZero();
    }
}
