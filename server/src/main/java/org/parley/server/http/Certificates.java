// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.parley.server.config.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's certificate, read again when its files change. Connections that are open keep the one they
/// have.
public final class Certificates implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);
    /// Whoever renews a certificate does it days before the old one ends.
    private static final long CHECK_SECONDS = 20;

    private final SslContextFactory.@Nullable Server factory;
    private final @Nullable Watch watch;
    private final ScheduledExecutorService checker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory());

    /// @throws org.parley.server.config.SettingsException if the files cannot be used
    public Certificates(Settings settings, InstantSource clock) {
        factory = switch (settings.tls()) {
            case Settings.Tls.Off _ -> null;
            case Settings.Tls.SelfSigned _ ->
                Tls.factory(SelfSigned.make(settings.media().addresses(), clock.instant()));
            case Settings.Tls.Files files -> Tls.factory(Tls.read(files.certificate(), files.key()));
        };
        watch = factory != null && settings.tls() instanceof Settings.Tls.Files(Path certificate, Path key)
                ? new Watch(factory, certificate, key)
                : null;
        if (watch != null) {
            var _ = checker.scheduleWithFixedDelay(this::look, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /// Reads the files if they have changed since.
    void look() {
        if (watch != null) {
            watch.look();
        }
    }

    /// Null for plain HTTP.
    public SslContextFactory.@Nullable Server factory() {
        return factory;
    }

    @Override
    public void close() {
        checker.shutdownNow();
    }

    private static final class Watch {
        private final SslContextFactory.Server factory;
        private final Path certificate;
        private final Path key;
        private FileTime seen;

        Watch(SslContextFactory.Server factory, Path certificate, Path key) {
            this.factory = factory;
            this.certificate = certificate;
            this.key = key;
            this.seen = changedAt();
        }

        private FileTime changedAt() {
            try {
                FileTime one = Files.getLastModifiedTime(certificate);
                FileTime other = Files.getLastModifiedTime(key);
                return one.compareTo(other) > 0 ? one : other;
            } catch (IOException _) {
                return FileTime.fromMillis(0);
            }
        }

        @SuppressWarnings("CatchingUnchecked") // whatever is wrong with the new files, the old certificate goes on
        synchronized void look() {
            FileTime now = changedAt();
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            try {
                var keys = Tls.read(certificate, key);
                factory.reload(changed -> Tls.use((SslContextFactory.Server) changed, keys));
                log.info("the certificate was read again");
            } catch (Exception e) {
                log.warn("the changed certificate cannot be used, the old one goes on: {}", e.getMessage());
            }
        }
    }
}
