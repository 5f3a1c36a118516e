// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScheduledMeetingTest {
    private static final String BERLIN = "{\"begins\":\"2099-12-01T14:00\",\"zone\":\"Europe/Berlin\",\"minutes\":60}";

    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @SuppressWarnings("NullAway.Init")
    private static String bearer;

    @BeforeAll
    static void start() throws Exception {
        parley = TestServer.start();
        bearer = "Bearer " + parley.signUp("Grace");
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    private static String made(String body) throws Exception {
        JsonNode made = TestServer.json(
                parley.post("/api/v1/meetings", body, "Authorization", bearer).body());
        return "/api/v1/meetings/" + made.get("number").asText();
    }

    private static HttpResponse<String> set(String meeting, String body) throws Exception {
        return parley.put(meeting + "/schedule", body, "Authorization", bearer);
    }

    private static JsonNode listed(String meeting) throws Exception {
        JsonNode all = TestServer.json(
                parley.get("/api/v1/meetings", "Authorization", bearer).body());
        for (JsonNode one : all.get("meetings")) {
            if (meeting.endsWith(one.get("number").asText())) {
                return one;
            }
        }
        throw new AssertionError("not listed: " + meeting);
    }

    private static String calendar(String meeting) throws Exception {
        HttpResponse<String> answer = parley.get(meeting + "/invitation.ics", "Authorization", bearer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/calendar");
        return answer.body();
    }

    private static String line(String calendar, String name) {
        return calendar.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_meeting_is_given_a_time_another_one_and_none() throws Exception {
        String meeting = made("{\"title\":\"Plan, A\"}");
        assertThat(parley.get(meeting + "/invitation.ics", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(409);
        HttpResponse<String> answer = set(meeting, BERLIN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(answer.body()).get("next").asText()).isEqualTo("2099-12-01T13:00:00Z");
        JsonNode told = listed(meeting).get("schedule");
        assertThat(told.get("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(told.has("rrule")).isFalse();

        String first = calendar(meeting);
        assertThat(first).contains("SUMMARY:Plan\\, A\r\n", "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n");
        set(meeting, BERLIN.replace("}", ",\"rrule\":\"FREQ=WEEKLY;COUNT=3\"}"));
        String second = calendar(meeting);
        assertThat(second).contains("RRULE:FREQ=WEEKLY;COUNT=3\r\n");
        assertThat(line(second, "UID:")).isEqualTo(line(first, "UID:"));
        assertThat(line(first, "SEQUENCE:")).isEqualTo("SEQUENCE:2");
        assertThat(line(second, "SEQUENCE:")).isEqualTo("SEQUENCE:3");
        parley.post(meeting + "/invitation", "", "Authorization", bearer);
        assertThat(line(calendar(meeting), "SEQUENCE:")).isEqualTo("SEQUENCE:4");

        assertThat(parley.delete(meeting + "/schedule", "Authorization", bearer).statusCode())
                .isEqualTo(204);
        assertThat(listed(meeting).has("schedule")).isFalse();
        set(meeting, BERLIN);
        assertThat(line(calendar(meeting), "SEQUENCE:")).isEqualTo("SEQUENCE:6");
        JsonNode log = TestServer.json(
                parley.get(meeting + "/log", "Authorization", bearer).body());
        assertThat(log.get("deeds").findValuesAsText("what"))
                .containsExactly("scheduled", "scheduled", "new invitation", "unscheduled", "scheduled");
    }

    @Test
    void the_file_tells_no_secret() throws Exception {
        String meeting = made("");
        set(meeting, BERLIN);
        String number = meeting.substring(meeting.lastIndexOf('/') + 1);
        assertThat(calendar(meeting)).contains("/m/" + number + "\r\n").doesNotContain("#");
    }

    @Test
    void what_is_no_time_is_refused() throws Exception {
        String meeting = made("");
        for (String[] change : new String[][] {
            {"2099-12-01T14:00", "2099-12-01"},
            {"2099-12-01T14:00", "2099-13-01T14:00"},
            {"2099-12-01T14:00", "1999-12-01T14:00"},
            {"2099-12-01T14:00", "2099-12-01T14:00Z"},
            {"Europe/Berlin", "Europe/Atlantis"},
            {"Europe/Berlin", "+01:00"},
            {"Europe/Berlin", "Europe/Berlin\\r\\nX:1"},
            {"60}", "0}"},
            {"60}", "100000}"},
            {"60}", "60,\"rrule\":\"FREQ=HOURLY\"}"},
            {"60}", "60,\"rrule\":\"FREQ=WEEKLY;BYDAY=MO\"}"}
        }) {
            String body = BERLIN.replace(change[0], change[1]);
            assertThat(set(meeting, body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(listed(meeting).has("schedule")).isFalse();
    }

    @Test
    void only_its_owner_knows_when_it_is() throws Exception {
        String other = "/api/v1/meetings/" + parley.meeting().number().digits();
        assertThat(set(other, BERLIN).statusCode()).isEqualTo(404);
        assertThat(parley.put(other + "/schedule", BERLIN).statusCode()).isEqualTo(401);
        assertThat(parley.get(other + "/invitation.ics", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(404);
        assertThat(parley.delete(other + "/schedule", "Authorization", bearer).statusCode())
                .isEqualTo(404);
    }
}
