// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    /// A person who clicks the browser's warning away. The name in the certificate is still compared.
    static HttpClient credulous() throws Exception {
        return HttpClient.newBuilder().sslContext(trustingAll()).build();
    }

    static SSLContext trustingAll() throws Exception {
        var all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {all}, new SecureRandom());
        return tls;
    }

    @Test
    void a_self_signed_server_serves_pages_and_signalling_by_tls_alone() throws Exception {
        try (TestServer parley = TestServer.start(data, Map.of("tls.self-signed", "true"));
                HttpClient http = credulous()) {
            URI health = URI.create("https://127.0.0.1:" + parley.server.httpPort() + "/health");
            HttpRequest ask = HttpRequest.newBuilder(health).build();
            assertThat(http.send(ask, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> parley.http.send(ask, BodyHandlers.ofString()))
                    .isInstanceOf(SSLHandshakeException.class);

            Person person = Person.connect(http, health.resolve("/api/v1/signal"), null);
            person.say("ping", Map.of("t", 7));
            assertThat(person.hear("pong").get("t").asInt()).isEqualTo(7);
            person.drop();
        }
    }
}
