// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.meeting.door.LinkSecret;

/// Links for one person each, over HTTP and on the way into the meeting.
class RegistrationsTest {
    private static final String ADA = "ada-ada-ada-ada-ada-ada";
    private static final String EVE = "eve-eve-eve-eve-eve-eve";

    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @SuppressWarnings("NullAway.Init")
    private static String bearer;

    private String number = "";
    private String hostUrl = "";

    private record Link(String id, String name, String url) {
        LinkSecret secret() {
            return new LinkSecret(url.substring(url.indexOf('#') + 1).replaceAll("~.*", ""));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        parley = TestServer.startUnguarded();
        bearer = "Bearer " + signIn("Lin");
    }

    @BeforeEach
    void make_a_webinar() throws Exception {
        make("{\"waitingRoom\":\"off\",\"webinar\":true}");
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @Test
    void each_name_on_the_list_gets_a_link_that_is_shown_once() throws Exception {
        List<Link> made = register("Ada", " ", "Grace Hopper");
        assertThat(made).extracting(Link::name).containsExactly("Ada", "", "Grace Hopper");
        assertThat(made).allSatisfy(link -> {
            assertThat(link.url()).contains("/m/" + number + "#");
            assertThat(link.secret().text()).hasSizeGreaterThanOrEqualTo(22);
        });
        assertThat(made.stream().map(Link::url).distinct()).hasSize(3);
        String listed = parley.get(path(), "Authorization", bearer).body();
        assertThat(TestServer.json(listed).get("registrations"))
                .extracting(item -> item.get("name").asText())
                .containsExactly("Ada", "", "Grace Hopper");
        for (Link link : made) {
            assertThat(listed).contains(link.id()).doesNotContain(link.secret().text());
        }
    }

    @Test
    void a_link_admits_the_first_browser_under_the_name_on_the_list_and_no_other() throws Exception {
        Link ada = register("Ada").getFirst();
        HttpResponse<String> wrong = knock(LinkSecret.draw(new java.util.Random(1)), "Ada", ADA);
        HttpResponse<String> first = knock(ada.secret(), "Root", ADA);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(first.body()).get("name").asText()).isEqualTo("Ada");
        HttpResponse<String> other = knock(ada.secret(), "Ada", EVE);
        assertThat(other.statusCode()).isEqualTo(403).isEqualTo(wrong.statusCode());
        assertThat(other.body()).isEqualTo(wrong.body());
        assertThat(other.headers().map()).isEqualTo(wrong.headers().map());
        assertThat(knock(ada.secret(), "Ada", ADA).statusCode()).isEqualTo(200);
        assertThat(item(ada.id()).get("usedAt")).isNotNull();
    }

    @Test
    void of_many_browsers_at_once_one_gets_the_link() throws Exception {
        Link ada = register("Ada").getFirst();
        List<Callable<Integer>> knocks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String device = "browser-number-%08d".formatted(i);
            knocks.add(() -> knock(ada.secret(), "Ada", device).statusCode());
        }
        List<Integer> got = new ArrayList<>();
        try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> one : many.invokeAll(knocks)) {
                got.add(one.get());
            }
        }
        assertThat(Collections.frequency(got, 200)).isEqualTo(1);
        assertThat(Collections.frequency(got, 403)).isEqualTo(15);
    }

    @Test
    void a_browser_without_a_token_is_given_one_and_may_come_back_with_it() throws Exception {
        Link ada = register("Ada").getFirst();
        HttpResponse<String> first = knock(ada.secret(), "Ada", null);
        assertThat(first.statusCode()).isEqualTo(200);
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        String device = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        HttpResponse<String> other = knock(ada.secret(), "Ada", null);
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(knock(ada.secret(), "Ada", device).statusCode()).isEqualTo(200);
    }

    @Test
    void who_comes_twice_by_one_link_is_in_once() throws Exception {
        Person host = host();
        Link ada = register("Ada").getFirst();
        Person first = enter(ada, "Ada", ADA);
        String id = first.hear("admitted").get("participant").asText();
        assertThat(host.hear("joined").get("participant").get("name").asText()).isEqualTo("Ada");
        // A socket with another browser's token does not make a second person of it.
        Person second = parley.connect(EVE);
        second.say("hello", Map.of("ticket", ticket(ada, "Ada", ADA)));
        second.hear("admitted");
        assertThat(host.hear("left").get("id").asText()).isEqualTo(id);
        assertThat(first.closeCode()).isEqualTo(4000);
    }

    @Test
    void a_link_that_was_withdrawn_is_as_if_it_had_never_been() throws Exception {
        Link ada = register("Ada").getFirst();
        assertThat(knock(ada.secret(), "Ada", ADA).statusCode()).isEqualTo(200);
        assertThat(parley.delete(path() + "/" + ada.id(), "Authorization", bearer)
                        .statusCode())
                .isEqualTo(204);
        assertThat(knock(ada.secret(), "Ada", ADA).statusCode()).isEqualTo(403);
        assertThat(parley.delete(path() + "/" + ada.id(), "Authorization", bearer)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_new_number_voids_the_links_and_a_new_invitation_does_not() throws Exception {
        Link ada = register("Ada").getFirst();
        parley.post("/api/v1/meetings/" + number + "/invitation", "{}", "Authorization", bearer);
        assertThat(knock(ada.secret(), "Ada", ADA).statusCode()).isEqualTo(200);
        String renumbered = parley.post("/api/v1/meetings/" + number + "/number", "{}", "Authorization", bearer)
                .body();
        number = TestServer.json(renumbered).get("number").asText();
        assertThat(knock(ada.secret(), "Ada", ADA).statusCode()).isEqualTo(403);
        assertThat(TestServer.json(parley.get(path(), "Authorization", bearer).body())
                        .get("registrations"))
                .isEmpty();
    }

    @Test
    void a_meeting_for_registered_people_lets_in_nobody_else() throws Exception {
        make("{\"waitingRoom\":\"off\",\"registeredOnly\":true}");
        Person host = host();
        Link ada = register("Ada").getFirst();
        enter(ada, "Ada", ADA).hear("admitted");
        assertThat(host.hear("joined").get("participant").get("name").asText()).isEqualTo("Ada");
        JsonNode invitation =
                TestServer.json(parley.post("/api/v1/meetings/" + number + "/invitation", "{}", "Authorization", bearer)
                        .body());
        ObjectNode byNumber =
                body("Eve").put("passcode", invitation.get("passcode").asText());
        String url = invitation.get("joinUrl").asText();
        ObjectNode byLink = body("Eve")
                .put(
                        "key",
                        new LinkSecret(url.substring(url.indexOf('#') + 1))
                                .key()
                                .text());
        for (ObjectNode knock : List.of(byNumber, byLink)) {
            HttpResponse<String> answer = parley.post("/api/v1/door", knock.toString());
            Person eve = parley.connect(null);
            eve.say(
                    "hello",
                    Map.of(
                            "ticket",
                            TestServer.json(answer.body()).get("ticket").asText()));
            assertThat(eve.hear("error").get("code").asText()).isEqualTo("not-registered");
            assertThat(eve.closeCode()).isEqualTo(4003);
        }
    }

    @Test
    void a_link_bound_meeting_takes_no_registrations_and_says_why() throws Exception {
        String linkKey = LinkSecret.draw(new java.util.Random(2)).key().text();
        assertThat(post("/api/v1/meetings", "{\"registeredOnly\":true,\"linkKey\":\"" + linkKey + "\"}")
                        .statusCode())
                .isEqualTo(400);
        make("{\"linkKey\":\"" + linkKey + "\"}");
        HttpResponse<String> answer = post(path(), "{\"names\":[\"Ada\"]}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("its key is in that link");
    }

    @Test
    void a_list_is_bounded_and_its_names_are_as_people_may_be_called() throws Exception {
        for (String names : List.of("[]", "[\"A\u202eda\"]", "[\"" + "x".repeat(65) + "\"]", "[1]", "null")) {
            assertThat(post(path(), "{\"names\":" + names + "}").statusCode())
                    .as(names)
                    .isEqualTo(400);
        }
        register(Collections.nCopies(RegistrationOffice.MOST - 1, "").toArray(String[]::new));
        assertThat(post(path(), "{\"names\":[\"a\",\"b\"]}").statusCode()).isEqualTo(409);
        assertThat(register("last")).hasSize(1);
    }

    @Test
    void others_learn_nothing_of_the_list() throws Exception {
        Link ada = register("Ada").getFirst();
        String mallory = "Bearer " + signIn("Mallory");
        assertThat(parley.get(path()).statusCode()).isEqualTo(401);
        HttpResponse<String> others = parley.get(path(), "Authorization", mallory);
        HttpResponse<String> none = parley.get("/api/v1/meetings/10000000000/registrations", "Authorization", mallory);
        assertThat(others.statusCode()).isEqualTo(404);
        assertThat(others.body()).isEqualTo(none.body());
        assertThat(parley.delete(path() + "/" + ada.id(), "Authorization", mallory)
                        .statusCode())
                .isEqualTo(404);
        // Nor does the host of one meeting withdraw what is another's.
        String before = path();
        make("{}");
        assertThat(parley.delete(path() + "/" + ada.id(), "Authorization", bearer)
                        .statusCode())
                .isEqualTo(404);
        assertThat(parley.get(before, "Authorization", bearer).body()).contains(ada.id());
        // The row behind all others opens nothing.
        assertThat(parley.delete(path() + "/last", "Authorization", bearer).statusCode())
                .isEqualTo(404);
    }

    private static String signIn(String name) throws IOException, InterruptedException {
        parley.server.createAccount(name, "correct horse");
        String session = parley.post("/api/v1/session", "{\"name\":\"" + name + "\",\"password\":\"correct horse\"}")
                .body();
        return TestServer.json(session).get("token").asText();
    }

    private void make(String body) throws IOException, InterruptedException {
        JsonNode made = TestServer.json(post("/api/v1/meetings", body).body());
        number = made.get("number").asText();
        hostUrl = made.get("hostUrl").asText();
    }

    private Person host() throws IOException, InterruptedException {
        Person host = parley.connect(null);
        var secret = new LinkSecret(hostUrl.substring(hostUrl.indexOf('#') + 1));
        host.say("hello", Map.of("ticket", parley.ticket(number, secret, "Lin")));
        host.hear("ready");
        host.say("start");
        host.hear("admitted");
        return host;
    }

    private String path() {
        return "/api/v1/meetings/" + number + "/registrations";
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return parley.post(path, body, "Authorization", bearer);
    }

    private List<Link> register(String... names) throws IOException, InterruptedException {
        ObjectNode body = TestServer.json("{}").deepCopy();
        for (String name : names) {
            body.withArray("names").add(name);
        }
        HttpResponse<String> answer = post(path(), body.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        List<Link> links = new ArrayList<>();
        for (JsonNode made : TestServer.json(answer.body()).get("registrations")) {
            links.add(new Link(
                    made.get("id").asText(),
                    made.get("name").asText(),
                    made.get("url").asText()));
        }
        return links;
    }

    private JsonNode item(String id) throws IOException, InterruptedException {
        for (JsonNode item : TestServer.json(
                        parley.get(path(), "Authorization", bearer).body())
                .get("registrations")) {
            if (item.get("id").asText().equals(id)) {
                return item;
            }
        }
        throw new AssertionError("no registration " + id);
    }

    private ObjectNode body(String name) throws IOException {
        ObjectNode body = TestServer.json("{}").deepCopy();
        return body.put("number", number).put("name", name);
    }

    private HttpResponse<String> knock(LinkSecret secret, String name, @Nullable String device)
            throws IOException, InterruptedException {
        String body = body(name).put("key", secret.key().text()).toString();
        return device == null
                ? parley.post("/api/v1/door", body)
                : parley.post("/api/v1/door", body, "Cookie", "parley_device=" + device);
    }

    private String ticket(Link link, String name, String device) throws IOException, InterruptedException {
        return TestServer.json(knock(link.secret(), name, device).body())
                .get("ticket")
                .asText();
    }

    private Person enter(Link link, String name, String device) throws IOException, InterruptedException {
        Person person = parley.connect(device);
        person.say("hello", Map.of("ticket", ticket(link, name, device)));
        return person;
    }
}
