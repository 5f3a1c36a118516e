// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.parley.server.EncryptedMeetingTest.togetherAre;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.delivery.Limits;

/// What a bad client gets, and that nobody else notices.
class HostileMlsTest {
    @Test
    void bad_messages_get_their_refusals_and_nobody_else_notices() throws Exception {
        try (var parley = TestServer.start()) {
            var meeting = parley.meeting();
            Person host = parley.come(meeting, "Lin", true);
            host.hear("ready");
            MlsClient lin = MlsClient.of(host);
            host.say("start");
            await().until(lin::isIn);
            MlsClient ada = MlsClient.of(parley.come(meeting, "Ada", false));
            togetherAre(lin, ada);
            MlsClient mallory = MlsClient.of(parley.come(meeting, "Mallory", false));
            togetherAre(lin, ada, mallory);
            int heard = lin.person().raw.size();
            Person bad = mallory.person();
            long epoch = mallory.epoch();

            refused(bad, "mls-join", Map.of("reason", "new", "keyPackage", "%%%"), "malformed");
            refused(bad, "mls-join", Map.of("reason", "new", "keyPackage", "AAAA="), "malformed");
            refused(bad, "mls-join", Map.of("reason", "new", "keyPackage", "AAAA"), "malformed");
            refused(
                    bad,
                    "mls-join",
                    Map.of("reason", "new", "keyPackage", chars(Limits.KEY_PACKAGE_BYTES)),
                    "too-large");
            refused(bad, "mls-created", Map.of("groupInfo", "AAAA"), "not-allowed");
            refused(bad, "mls-created", Map.of("groupInfo", chars(Limits.GROUP_INFO_BYTES)), "too-large");
            refused(bad, "mls-commit", Map.of("epoch", epoch, "round", 1, "commit", "AAAA"), "not-allowed");
            refused(bad, "mls-commit", Map.of("epoch", epoch + 7, "round", 1, "commit", "AAAA"), "wrong-epoch");
            refused(
                    bad,
                    "mls-commit",
                    Map.of("epoch", epoch, "round", 1, "commit", chars(Limits.COMMIT_BYTES)),
                    "too-large");
            refused(bad, "mls-application", Map.of("id", 1, "epoch", epoch, "message", "AAAA"), "malformed");
            refused(bad, "mls-application", Map.of("id", 2, "epoch", 99, "message", "AAAA"), "wrong-epoch");
            refused(
                    bad,
                    "mls-application",
                    Map.of("id", 3, "epoch", epoch, "message", chars(Limits.APPLICATION_BYTES)),
                    "too-large");
            refused(
                    bad,
                    "mls-application",
                    Map.of("id", 4, "epoch", epoch, "message", "AAAA", "to", "nobody"),
                    "not-allowed");
            for (Map<String, ?> nonsense : List.<Map<String, ?>>of(
                    Map.of("reason", "boredom", "keyPackage", "AAAA"),
                    Map.of("reason", "new"),
                    Map.of("reason", "bad-commit", "keyPackage", "AAAA"),
                    Map.of("reason", "bad-commit", "keyPackage", "AAAA", "epoch", -1),
                    Map.of("reason", "bad-commit", "keyPackage", "AAAA", "epoch", "1"))) {
                bad.say("mls-join", nonsense);
                assertThat(bad.hear("error").get("code").asText()).isEqualTo("bad-message");
            }
            for (int i = 0; i < 50; i++) {
                bad.say("mls-application", Map.of("id", i, "epoch", epoch, "message", "AAAA"));
            }
            await().untilAsserted(() -> assertThat(mallory.refusals)
                    .anyMatch(m -> m.get("reason").asText().equals("too-many")));
            assertThat(lin.person().raw).hasSize(heard);
            assertThat(lin.faults).isEmpty();
            lin.chat("all is well");
            await().untilAsserted(() -> assertThat(ada.read).containsExactly("all is well"));
            togetherAre(lin, ada, mallory);
            assertThat(parley.scrape())
                    .contains("parley_e2ee_refusals_total{reason=\"malformed\"}", "parley_e2ee_commits_total");
        }
    }

    private static void refused(Person bad, String type, Map<String, ?> members, String reason) throws Exception {
        bad.say(type, members);
        var refusal = bad.hear("mls-refused");
        assertThat(refusal.get("re").asText()).isEqualTo(type);
        assertThat(refusal.get("reason").asText())
                .as(type + " " + members.keySet())
                .isEqualTo(reason);
    }

    private static String chars(int bytes) {
        return "A".repeat(bytes * 4 / 3 + 2);
    }
}
