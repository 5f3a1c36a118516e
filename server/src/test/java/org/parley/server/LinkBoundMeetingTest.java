// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.parley.server.EncryptedMeetingTest.togetherAre;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Identity;
import org.parley.e2ee.member.LinkPsk;
import org.parley.meeting.door.LinkSecret;

class LinkBoundMeetingTest {
    private static final LinkSecret SECRET = new LinkSecret("a-secret-of-the-browsers-own");

    @SuppressWarnings("NullAway.Init")
    private static TestServer parley;

    @SuppressWarnings("NullAway.Init")
    private static String bearer;

    @BeforeAll
    static void start() throws Exception {
        parley = TestServer.start();
        parley.server.createAccount("Lin", "correct horse battery");
        HttpResponse<String> in =
                parley.post("/api/v1/session", "{\"name\":\"Lin\",\"password\":\"correct horse battery\"}");
        bearer = "Bearer " + TestServer.json(in.body()).get("token").asText();
    }

    @AfterAll
    static void stop() {
        parley.close();
    }

    @Test
    void the_server_gives_no_passcode_and_has_no_secret() throws Exception {
        JsonNode made = make();
        String number = made.get("number").asText();
        assertThat(made.get("passcode").isNull()).isTrue();
        assertThat(made.get("linkBound").asBoolean()).isTrue();
        assertThat(made.get("joinUrl").asText()).endsWith("/m/" + number);
        assertThat(made.get("hostUrl").asText()).matches(".*/host/" + number + "#[A-Za-z0-9_-]{27}");
        assertThat(parley.get("/api/v1/meetings", "Authorization", bearer).body())
                .contains("\"number\":\"" + number + "\"", "\"linkBound\":true");
        assertThat(post("/" + number + "/invitation", "").statusCode()).isEqualTo(400);
        assertThat(post("/" + number + "/invitation", "{\"linkKey\":\"short\"}").statusCode())
                .isEqualTo(400);
        var other = new LinkSecret("another-secret");
        assertThat(post("/" + number + "/invitation", linkKey(other)).statusCode())
                .isEqualTo(200);
        assertThat(parley.ticket(number, other, "Ada")).isNotEmpty();
        assertThat(parley.post("/api/v1/door", knock(number, SECRET)).statusCode())
                .isEqualTo(403);
        String plain = TestServer.json(post("", "{}").body()).get("number").asText();
        assertThat(post("/" + plain + "/invitation", linkKey(other)).statusCode())
                .isEqualTo(400);
    }

    @Test
    void those_with_the_link_meet_and_who_has_none_cannot_come_in() throws Exception {
        String number = make().get("number").asText();
        MlsClient lin = owner(number, Optional.of(psk()));
        MlsClient ada = guest(number, Optional.of(psk()));
        togetherAre(lin, ada);
        assertThat(lin.person().raw).anyMatch(text -> text.contains("\"linkBound\":true"));
        // passes the door, but has not what only the link gives
        MlsClient eve = guest(number, Optional.empty());
        await().untilAsserted(() -> assertThat(eve.faults).isNotEmpty());
        assertThat(eve.isIn()).isFalse();
        lin.chat("only with the link");
        await().untilAsserted(() -> assertThat(ada.read).containsExactly("only with the link"));
        assertThat(eve.read).isEmpty();
    }

    @Test
    void members_with_such_a_link_refuse_to_add_anybody_without_its_key() throws Exception {
        // The server says that the meeting is an ordinary one; Lin's link says otherwise.
        String number = TestServer.json(post("", "{}").body()).get("number").asText();
        MlsClient lin = owner(number, Optional.of(psk()));
        String body = "{\"number\":\"" + number + "\",\"name\":\"Ghost\"}";
        MlsClient ghost = enter(body, Optional.empty());
        await().untilAsserted(() -> assertThat(lin.faults).isNotEmpty());
        assertThat(lin.roster()).containsExactly(lin.id());
        assertThat(ghost.isIn()).isFalse();
    }

    private static MlsClient owner(String number, Optional<LinkPsk> psk) throws Exception {
        MlsClient owner = enter("{\"number\":\"" + number + "\",\"name\":\"Lin\"}", psk);
        owner.person().hear("ready");
        owner.person().say("start");
        await().until(owner::isIn);
        JsonNode admitted = owner.person().hear("admitted");
        assertThat(admitted.get("roster").get(0).get("account").asBoolean()).isTrue();
        return owner;
    }

    private static MlsClient enter(String knock, Optional<LinkPsk> psk) throws Exception {
        HttpResponse<String> granted = parley.post("/api/v1/door", knock, "Authorization", bearer);
        Person person = parley.connect(null);
        person.say(
                "hello",
                Map.of("ticket", TestServer.json(granted.body()).get("ticket").asText()));
        return MlsClient.of(person, Identity.Kind.BROWSER, psk);
    }

    private static MlsClient guest(String number, Optional<LinkPsk> psk) throws Exception {
        Person person = parley.connect(null);
        person.say("hello", Map.of("ticket", parley.ticket(number, SECRET, "Guest")));
        return MlsClient.of(person, Identity.Kind.BROWSER, psk);
    }

    private static JsonNode make() throws Exception {
        HttpResponse<String> made = post("", linkKey(SECRET).replace("}", ",\"waitingRoom\":\"off\"}"));
        assertThat(made.statusCode()).isEqualTo(201);
        return TestServer.json(made.body());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return parley.post("/api/v1/meetings" + path, body, "Authorization", bearer);
    }

    private static String linkKey(LinkSecret secret) {
        return "{\"linkKey\":\"" + secret.key().text() + "\"}";
    }

    private static String knock(String number, LinkSecret secret) {
        return "{\"number\":\"" + number + "\",\"key\":\"" + secret.key().text() + "\",\"name\":\"Ada\"}";
    }

    private static LinkPsk psk() throws Exception {
        return new LinkPsk(KDF.getInstance("HKDF-SHA256")
                .deriveData(HKDFParameterSpec.ofExtract()
                        .addIKM(SECRET.text().getBytes(US_ASCII))
                        .thenExpand("Parley link psk".getBytes(US_ASCII), 32)));
    }
}
