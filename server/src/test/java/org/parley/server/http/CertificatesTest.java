// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.server.config.SettingsReader;

class CertificatesTest {
    private final Instant now = Instant.now();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private int written;

    private Certificate write() throws GeneralSecurityException, IOException {
        KeyStore made = SelfSigned.make(List.of(), now);
        Certificate certificate = made.getCertificate("parley");
        pem("certificate.pem", "CERTIFICATE", certificate.getEncoded());
        pem(
                "key.pem",
                "PRIVATE KEY",
                made.getKey("parley", "unused".toCharArray()).getEncoded());
        return certificate;
    }

    private void pem(String name, String kind, byte[] der) throws IOException {
        text(
                name,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind));
    }

    /// Each time a little younger than before, as a renewal is.
    private void text(String name, String content) throws IOException {
        Path file = files.resolve(name);
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(now.plusSeconds(++written)));
    }

    /// Whom a client meets just now.
    private static Certificate served(ServerConnector connector) throws GeneralSecurityException, IOException {
        var client = new SslContextFactory.Client(true);
        try {
            client.start();
            SSLContext context = client.getSslContext();
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", connector.getLocalPort())) {
                socket.startHandshake();
                return socket.getSession().getPeerCertificates()[0];
            }
        } catch (GeneralSecurityException | IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void a_renewed_certificate_is_served_without_a_restart_and_a_broken_one_is_not() throws Exception {
        Certificate first = write();
        var settings = SettingsReader.read(
                null,
                Map.of(),
                Map.of(
                        "tls.certificate", files.resolve("certificate.pem").toString(),
                        "tls.key", files.resolve("key.pem").toString()));
        try (var certificates = new Certificates(settings, InstantSource.fixed(now))) {
            var server = new Server();
            var connector = new ServerConnector(server, Objects.requireNonNull(certificates.factory()));
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.start();
            try {
                assertThat(served(connector)).isEqualTo(first);

                Certificate renewed = write();
                assertThat(served(connector)).isEqualTo(first);
                certificates.look();
                assertThat(served(connector)).isEqualTo(renewed).isNotEqualTo(first);

                text("certificate.pem", "no certificate");
                certificates.look();
                assertThat(served(connector)).isEqualTo(renewed);

                Certificate mended = write();
                certificates.look();
                assertThat(served(connector)).isEqualTo(mended);
            } finally {
                server.stop();
            }
        }
    }
}
