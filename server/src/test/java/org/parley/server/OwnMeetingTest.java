// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What an owner does with a meeting from outside, and what it tells those who are in it.
class OwnMeetingTest {
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

    private static JsonNode made(String body) throws Exception {
        return TestServer.json(
                parley.post("/api/v1/meetings", body, "Authorization", bearer).body());
    }

    private static String path(JsonNode meeting) {
        return "/api/v1/meetings/" + meeting.get("number").asText();
    }

    /// The owner, who has started the meeting under this name.
    private static Person started(JsonNode meeting, String name) throws Exception {
        String body = "{\"number\":\"" + meeting.get("number").asText() + "\",\"name\":\"" + name + "\"}";
        String ticket = TestServer.json(parley.post("/api/v1/door", body, "Authorization", bearer)
                        .body())
                .get("ticket")
                .asText();
        Person host = parley.connect(null);
        host.say("hello", Map.of("ticket", ticket));
        host.hear("ready");
        host.say("start");
        host.hear("admitted");
        return host;
    }

    @Test
    void a_running_meeting_tells_its_new_number_to_those_who_are_in_it() throws Exception {
        JsonNode meeting = made("");
        Person host = started(meeting, "Ada");
        JsonNode drawn = TestServer.json(parley.post(path(meeting) + "/number", "", "Authorization", bearer)
                .body());
        assertThat(drawn.get("edition").asInt()).isEqualTo(2);
        assertThat(host.hear("meeting").get("meeting").get("number")).isEqualTo(drawn.get("number"));
        JsonNode again = TestServer.json(parley.post(path(drawn) + "/invitation", "", "Authorization", bearer)
                .body());
        assertThat(again.get("edition").asInt()).isEqualTo(3);
        JsonNode log = TestServer.json(
                parley.get(path(drawn) + "/log", "Authorization", bearer).body());
        assertThat(log.get("deeds").findValuesAsText("what"))
                .containsExactly("started", "new number", "new invitation");
        assertThat(log.get("deeds").findValuesAsText("by")).containsExactly("Ada", "Grace", "Grace");
        JsonNode listed = TestServer.json(
                parley.get("/api/v1/meetings", "Authorization", bearer).body());
        assertThat(listed.get("meetings").valueStream())
                .filteredOn(m -> m.get("number").equals(drawn.get("number")))
                .singleElement()
                .extracting(m -> m.get("edition").asInt())
                .isEqualTo(3);
    }

    @Test
    void title_and_settings_are_changed_before_and_while_it_runs() throws Exception {
        JsonNode meeting = made("{\"title\":\"Plan\",\"waitingRoom\":\"off\"}");
        JsonNode before = TestServer.json(
                parley.get(path(meeting) + "/settings", "Authorization", bearer).body());
        assertThat(before.get("title").asText()).isEqualTo("Plan");
        assertThat(before.get("settings").get("waitingRoom").asText()).isEqualTo("off");
        assertThat(before.get("floor").get("waitingRoom").asText()).isEqualTo("off");
        Person host = started(meeting, "Ada");
        HttpResponse<String> changed = parley.patch(
                path(meeting) + "/settings", "{\"title\":\" Board \",\"chat\":\"host\"}", "Authorization", bearer);
        assertThat(changed.statusCode()).isEqualTo(200);
        JsonNode told = host.hear("meeting").get("meeting");
        assertThat(told.get("title").asText()).isEqualTo("Board");
        assertThat(told.get("rules").get("settings").get("chat").asText()).isEqualTo("host");
        JsonNode after = TestServer.json(changed.body());
        assertThat(after.get("title").asText()).isEqualTo("Board");
        assertThat(after.get("settings").get("chat").asText()).isEqualTo("host");
        assertThat(parley.get("/api/v1/meetings", "Authorization", bearer).body())
                .contains("\"title\":\"Board\"");
    }

    @Test
    void an_account_has_one_personal_meeting_which_comes_first() throws Exception {
        JsonNode personal = made("{\"title\":\"Room of Grace\",\"personal\":true,\"chat\":\"off\"}");
        made("{\"title\":\"Later\"}");
        assertThat(parley.post("/api/v1/meetings", "{\"personal\":true}", "Authorization", bearer)
                        .statusCode())
                .isEqualTo(409);
        JsonNode first = TestServer.json(
                        parley.get("/api/v1/meetings", "Authorization", bearer).body())
                .get("meetings")
                .get(0);
        assertThat(first.get("number")).isEqualTo(personal.get("number"));
        assertThat(first.get("personal").asBoolean()).isTrue();
        parley.delete(path(personal), "Authorization", bearer);
        assertThat(made("{\"personal\":true}").has("number")).isTrue();
    }

    @Test
    void what_is_no_setting_and_what_is_not_ones_own_is_refused() throws Exception {
        String settings = path(made("")) + "/settings";
        for (String body :
                new String[] {"", "[]", "{\"chat\":\"loud\"}", "{\"title\":7}", "{\"title\":\"a\\u0007\"}"}) {
            assertThat(parley.patch(settings, body, "Authorization", bearer).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(parley.patch(settings, "{}").statusCode()).isEqualTo(401);
        String other = "/api/v1/meetings/" + parley.meeting().number().digits();
        for (String call : new String[] {"/settings", "/log", "/log.csv", "/attendance.csv"}) {
            assertThat(parley.get(other + call, "Authorization", bearer).statusCode())
                    .as(call)
                    .isEqualTo(404);
            assertThat(parley.get(other + call).statusCode()).as(call).isEqualTo(401);
        }
    }

    @Test
    void the_attendance_is_a_table_in_which_a_name_is_no_formula() throws Exception {
        JsonNode meeting = made("");
        var _ = started(meeting, "=HYPERLINK(A1)");
        HttpResponse<String> csv = parley.get(path(meeting) + "/attendance.csv", "Authorization", bearer);
        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
        assertThat(csv.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo("attachment; filename=\"attendance-"
                        + meeting.get("number").asText() + ".csv\"");
        assertThat(csv.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        String[] rows = csv.body().replace("\uFEFF", "").split("\r\n", -1);
        assertThat(rows[0]).isEqualTo("name,role,way,account,came,left,minutes");
        assertThat(rows[1]).startsWith("'=HYPERLINK(A1),host,account,yes,20").endsWith(",,0");
        String log =
                parley.get(path(meeting) + "/log.csv", "Authorization", bearer).body();
        assertThat(log).contains("time,by,what,whom,detail\r\n").contains(",'=HYPERLINK(A1),started,,\r\n");
    }
}
