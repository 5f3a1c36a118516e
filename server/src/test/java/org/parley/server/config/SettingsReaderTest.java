// SPDX-License-Identifier: Apache-2.0
package org.parley.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.meeting.ChatPolicy;
import org.parley.meeting.door.guard.Mode;

class SettingsReaderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @Test
    void the_defaults_listen_on_loopback_in_plain() {
        Settings settings = read(null, Map.of(), Map.of());
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().address()).isEqualTo("127.0.0.1");
        assertThat(settings.media().port()).isEqualTo(10_000);
        assertThat(settings.admin()).isEqualTo(new Settings.Admin(9090, "127.0.0.1"));
        assertThat(settings.database()).isEmpty();
        assertThat(settings.meeting().reconnectGrace()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void the_command_line_wins_over_the_environment_and_that_over_the_file() throws IOException {
        Path file = file("http.port = 1001, media.port = 1001, admin.port = 1001");
        Settings settings = read(
                file, Map.of("PARLEY_HTTP_PORT", "1002", "PARLEY_MEDIA_PORT", "1002"), Map.of("http.port", "1003"));
        assertThat(settings.http().port()).isEqualTo(1003);
        assertThat(settings.media().port()).isEqualTo(1002);
        assertThat(settings.admin().port()).isEqualTo(1001);
    }

    @Test
    void every_kind_of_key_can_be_set_by_the_environment() {
        Settings settings = read(
                null,
                Map.of(
                        "PARLEY_HTTP_BEHIND_PROXY", "true",
                        "PARLEY_HTTP_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2",
                        "PARLEY_MEETING_EMPTY_GRACE", "2m",
                        "PARLEY_CHAT_ENABLED", "false",
                        "PARLEY_MEDIA_HOST_ADDRESS", "192.0.2.7,2001:db8::7"),
                Map.of());
        assertThat(settings.http().trustedProxies()).containsExactly("10.0.0.1", "10.0.0.2");
        assertThat(settings.http().address()).isEqualTo("0.0.0.0");
        assertThat(settings.meeting().emptyGrace()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.meeting().floor().chat()).isEqualTo(ChatPolicy.OFF);
        assertThat(settings.media().addresses()).containsExactly("192.0.2.7", "2001:db8::7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.port|seventy|http.port is seventy",
                "http.port|70000|http.port is 70000",
                "media.port|-1|media.port is -1",
                "http.address|0.0.0.0|without HTTPS",
                "http.public-url|meet.example.org|http.public-url",
                "http.public-url|https://meet.example.org/|http.public-url",
                "tls.certificate|/tmp/c.pem|tls.certificate and tls.key go together",
                "tls.self-signed|perhaps|tls.self-signed is perhaps",
                "database.url|jdbc:mysql://x|database.url",
                "meeting.max-people|1|meeting.max-people is 1",
                "meeting.reconnect-grace|soon|meeting.reconnect-grace is soon",
                "door.guard.mode|sometimes|door.guard.mode is sometimes",
                "door.guard.allow.0|everybody|door.guard.allow has everybody",
                "door.guard.block.0|192.0.2.0/33|door.guard.block has 192.0.2.0/33",
                "door.webhook.url|https://hooks.example.org/x|door.webhook.url and door.webhook.secret go together",
                "log.level|loud|log.level is loud"
            })
    void a_value_that_cannot_be_is_named(String key, String value, String said) {
        assertThatThrownBy(() -> read(null, Map.of(), Map.of(key, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void the_guard_enforces_unless_it_is_told_to_observe() {
        assertThat(read(null, Map.of(), Map.of()).guard().mode()).isEqualTo(Mode.ENFORCE);
        Map<String, String> environment =
                Map.of("PARLEY_DOOR_GUARD_MODE", "observe", "PARLEY_DOOR_GUARD_BLOCK", "192.0.2.0/24, 2001:db8::/32");
        assertThat(read(null, environment, Map.of()).guard().mode()).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void a_webhook_goes_to_https_or_to_this_machine_and_has_a_secret_that_does_not_print() {
        String secret = "whsec_" + "QUJD".repeat(10);
        assertThat(webhook("https://hooks.example.org/x?y=z", secret).guard().webhook())
                .hasValueSatisfying(to -> assertThat(to.key()).hasSize(30))
                .hasValueSatisfying(to -> assertThat(to.toString()).doesNotContain("QUJD"));
        assertThat(webhook("http://127.0.0.1:9000/hook", secret).toString()).doesNotContain("QUJD");
        for (String url : List.of(
                "http://hooks.example.org/",
                "ftp://localhost/",
                "https://a:b@example.org/",
                "https:///x",
                "hook",
                "https://example.org/#x",
                "http://127.0.0.1.example.org/",
                "http://localhost.example.org/")) {
            assertThatThrownBy(() -> webhook(url, secret))
                    .as(url)
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("door.webhook.url");
        }
        for (String bad : List.of("hunter2", "whsec_QUJD", "whsec_" + "QUJD".repeat(40), "whsec_" + "!".repeat(40))) {
            assertThatThrownBy(() -> webhook("https://hooks.example.org/", bad))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("door.webhook.secret")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(bad));
        }
    }

    private static Settings webhook(String url, String secret) {
        return read(null, Map.of("PARLEY_DOOR_WEBHOOK_SECRET", secret), Map.of("door.webhook.url", url));
    }

    private static Settings mail(String... more) {
        Map<String, String> options =
                new HashMap<>(Map.of("smtp.host", "mail.example.org", "smtp.from", "a@example.org"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return read(null, Map.of(), options);
    }

    @Test
    void mail_is_sent_where_a_host_is_set_and_only_in_the_clear_on_this_machine() {
        assertThat(read(null, Map.of(), Map.of()).smtp()).isEmpty();
        assertThat(mail().smtp()).hasValueSatisfying(smtp -> {
            assertThat(smtp.port()).isEqualTo(587);
            assertThat(smtp.security()).isEqualTo(Settings.Smtp.Security.STARTTLS);
        });
        assertThat(mail("smtp.user", "u", "smtp.password", "hunter22").toString())
                .doesNotContain("hunter22");
        assertThat(mail("smtp.security", "off", "smtp.host", "127.0.0.1").smtp())
                .isPresent();
        assertThatThrownBy(() -> mail("smtp.security", "off")).hasMessageContaining("smtp.security is off");
        assertThatThrownBy(() -> mail("smtp.user", "u")).hasMessageContaining("smtp.user and smtp.password");
        for (String from : List.of("", "a", "A <a@example.org>", "a@example.org\r\nBcc: b@example.org")) {
            assertThatThrownBy(() -> mail("smtp.from", from)).as(from).hasMessageContaining("smtp.from");
        }
    }

    @Test
    void a_key_that_does_not_exist_is_named_and_so_is_a_file() throws IOException {
        Path file = file("htpp.port = 1");
        assertThatThrownBy(() -> read(file, Map.of(), Map.of())).hasMessageContaining("htpp.port, which is not a key");
        assertThatThrownBy(() -> read(directory.resolve("none.conf"), Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("none.conf");
        Path broken = file("http { port = ");
        assertThatThrownBy(() -> read(broken, Map.of(), Map.of())).isInstanceOf(SettingsException.class);
    }

    @Test
    void the_password_of_the_database_does_not_print() {
        Settings settings = read(
                null,
                Map.of("PARLEY_DATABASE_PASSWORD", "hunter2hunter2"),
                Map.of("database.url", "jdbc:postgresql://db/parley"));
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "parley", ".conf"), text);
    }

    private static Settings read(@Nullable Path file, Map<String, String> environment, Map<String, String> options) {
        return SettingsReader.read(file, environment, options);
    }
}
