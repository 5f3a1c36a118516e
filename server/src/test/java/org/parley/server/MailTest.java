// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Invitations through a real SMTP server.
class MailTest {
    private final GreenMail post = new GreenMail(ServerSetup.SMTP.dynamicPort());

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestServer parley;

    @SuppressWarnings("NullAway.Init")
    private String bearer;

    @BeforeEach
    void start() throws Exception {
        post.start();
        begin(Map.of("smtp.security", "off"));
    }

    private void begin(Map<String, String> more) throws Exception {
        var options = new java.util.HashMap<>(Map.of(
                "smtp.host", "127.0.0.1",
                "smtp.port", Integer.toString(post.getSmtp().getPort()),
                "smtp.from", "meetings@example.org"));
        options.putAll(more);
        parley = TestServer.start(data.resolve(Integer.toString(more.hashCode())), options);
        bearer = "Bearer " + parley.signUp("Grace");
    }

    @AfterEach
    void stop() {
        parley.close();
        post.stop();
    }

    private JsonNode meeting(String body) throws Exception {
        return TestServer.json(
                parley.post("/api/v1/meetings", body, "Authorization", bearer).body());
    }

    private static String secret(JsonNode made, String url) {
        return made.get(url).asText().replaceFirst(".*#", "");
    }

    private HttpResponse<String> send(JsonNode made, String secret, List<String> to) throws Exception {
        String addresses = to.stream().map(a -> "\"" + a + "\"").collect(Collectors.joining(","));
        return parley.post(
                "/api/v1/meetings/" + made.get("number").asText() + "/invitation/mail",
                "{\"to\":[%s],\"secret\":\"%s\",\"passcode\":\"%s\"}"
                        .formatted(addresses, secret, made.get("passcode").asText()),
                "Authorization",
                bearer);
    }

    private static String text(Object content) throws Exception {
        return content instanceof MimeMultipart parts
                ? parts.getBodyPart(0).getContent().toString()
                : content.toString();
    }

    @Test
    void everybody_gets_a_mail_of_their_own_with_what_leads_in() throws Exception {
        JsonNode made = meeting("{\"title\":\"Käse, Brot\"}");
        HttpResponse<String> answer =
                send(made, secret(made, "joinUrl"), List.of("ada@example.com", "lin@example.net", "ada@example.com"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.json(answer.body()).get("sent").asInt()).isEqualTo(2);
        MimeMessage[] mails = post.getReceivedMessages();
        assertThat(mails).hasSize(2);
        for (MimeMessage mail : mails) {
            assertThat(mail.getAllRecipients()).hasSize(1);
            assertThat(mail.getSubject()).isEqualTo("Invitation: Käse, Brot");
            assertThat(mail.getFrom()[0].toString()).contains("Grace", "<meetings@example.org>");
            assertThat(text(mail.getContent()))
                    .contains(made.get("joinUrl").asText(), made.get("passcode").asText())
                    .doesNotContain(secret(made, "hostUrl"));
        }
        assertThat(mails[0].getRecipients(Message.RecipientType.TO)[0]).hasToString("ada@example.com");
    }

    @Test
    void a_meeting_that_has_a_time_comes_with_what_calendars_read() throws Exception {
        JsonNode made = meeting("{\"title\":\"Weekly\"}");
        parley.put(
                "/api/v1/meetings/" + made.get("number").asText() + "/schedule",
                "{\"begins\":\"2027-03-01T14:00\",\"zone\":\"Europe/Vienna\",\"minutes\":60}",
                "Authorization",
                bearer);
        assertThat(send(made, secret(made, "joinUrl"), List.of("ada@example.com"))
                        .statusCode())
                .isEqualTo(200);
        var parts = (MimeMultipart) post.getReceivedMessages()[0].getContent();
        assertThat(parts.getBodyPart(1).getContentType()).contains("text/calendar", "method=REQUEST");
        String calendar = new String(
                parts.getBodyPart(1).getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(calendar.replace("\r\n ", ""))
                .contains(
                        "METHOD:REQUEST",
                        "DTSTART;TZID=Europe/Vienna:20270301T140000",
                        "mailto:ada@example.com",
                        "URL:" + made.get("joinUrl").asText());
        assertThat(text(parts)).contains("Europe/Vienna");
    }

    @Test
    void what_does_not_lead_into_the_meeting_is_not_sent() throws Exception {
        JsonNode made = meeting("{}");
        JsonNode other = meeting("{}");
        List<String> to = List.of("ada@example.com");
        for (String secret : List.of(
                secret(other, "joinUrl"), secret(made, "hostUrl"), "x@evil.example/", "", "a b", "x".repeat(65))) {
            assertThat(send(made, secret, to).statusCode()).as(secret).isEqualTo(409);
        }
        assertThat(post.getReceivedMessages()).isEmpty();
    }

    @Test
    void an_address_that_could_carry_a_header_is_refused_and_nothing_is_sent() throws Exception {
        JsonNode made = meeting("{}");
        String secret = secret(made, "joinUrl");
        for (String bad : List.of(
                "ada@example.com\\r\\nBcc: eve@example.com",
                "ada@example.com, eve@example.com",
                "Ada <ada@example.com>",
                "ada",
                "@example.com",
                "ada@",
                "")) {
            assertThat(send(made, secret, List.of("lin@example.net", bad)).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
        List<String> many =
                IntStream.range(0, 51).mapToObj(i -> "p" + i + "@example.com").toList();
        assertThat(send(made, secret, many).statusCode()).isEqualTo(400);
        assertThat(send(made, secret, List.of()).statusCode()).isEqualTo(400);
        assertThat(post.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_title_makes_no_header() throws Exception {
        JsonNode made = meeting("{\"title\":\"Bcc: eve@example.com\"}");
        send(made, secret(made, "joinUrl"), List.of("ada@example.com"));
        MimeMessage mail = post.getReceivedMessages()[0];
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getSubject()).isEqualTo("Invitation: Bcc: eve@example.com");
    }

    @Test
    void an_account_sends_a_bounded_number_a_day() throws Exception {
        JsonNode made = meeting("{}");
        String secret = secret(made, "joinUrl");
        List<String> fifty =
                IntStream.range(0, 50).mapToObj(i -> "p" + i + "@example.com").toList();
        for (int i = 0; i < 10; i++) {
            assertThat(send(made, secret, fifty).statusCode()).isEqualTo(200);
        }
        HttpResponse<String> more = send(made, secret, fifty);
        assertThat(more.statusCode()).isEqualTo(429);
        assertThat(more.headers().firstValue("Retry-After")).isPresent();
        assertThat(post.getReceivedMessages()).hasSize(500);
    }

    @Test
    void a_mail_server_without_encryption_gets_nothing_unless_that_is_configured() throws Exception {
        parley.close();
        begin(Map.of("smtp.security", "starttls"));
        JsonNode made = meeting("{}");
        HttpResponse<String> answer = send(made, secret(made, "joinUrl"), List.of("ada@example.com"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(post.getReceivedMessages()).isEmpty();
    }

    @Test
    void where_no_mail_is_configured_the_page_is_told_so() throws Exception {
        assertThat(TestServer.json(parley.get("/api/v1/session", "Authorization", bearer)
                                .body())
                        .get("mail")
                        .asBoolean())
                .isTrue();
        try (var plain = TestServer.start()) {
            String token = "Bearer " + plain.signUp("Lin");
            assertThat(TestServer.json(plain.get("/api/v1/session", "Authorization", token)
                                    .body())
                            .get("mail")
                            .asBoolean())
                    .isFalse();
        }
    }
}
