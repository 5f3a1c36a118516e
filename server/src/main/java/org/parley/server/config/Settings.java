// SPDX-License-Identifier: Apache-2.0
package org.parley.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.parley.directory.DatabaseSettings;
import org.parley.meeting.door.guard.HandLists;
import org.parley.meeting.door.guard.Mode;

/// The settings of a server, checked. Secrets in it do not print.
///
/// @param database empty for the embedded one in `data`
/// @param smtp empty where no mail is sent
public record Settings(
        Path data,
        Http http,
        Tls tls,
        Media media,
        Admin admin,
        Optional<DatabaseSettings> database,
        MeetingSettings meeting,
        Guard guard,
        Optional<Smtp> smtp,
        Duration sessionLifetime,
        String logLevel) {

    /// @param address where to listen
    /// @param publicUrl without a slash at its end, or empty for what the request says
    public record Http(int port, String address, String publicUrl, boolean behindProxy, List<String> trustedProxies) {}

    public sealed interface Tls {
        record Off() implements Tls {}

        record SelfSigned() implements Tls {}

        record Files(Path certificate, Path key) implements Tls {}

        default boolean isOn() {
            return !(this instanceof Off);
        }
    }

    /// @param addresses as announced to clients; empty for the machine's own
    /// @param segmentation whether packets for one client leave together
    public record Media(int port, List<String> addresses, boolean loopbackOnly, boolean segmentation) {}

    public record Admin(int port, String address) {}

    /// @param maxWaiting how many may wait at the door of one meeting
    /// @param floor what no host may loosen
    public record MeetingSettings(
            int maxPeople,
            int maxWaiting,
            int maxPerAccount,
            Duration reconnectGrace,
            Duration emptyGrace,
            org.parley.meeting.MeetingSettings floor) {}

    /// How the door is guarded.
    ///
    /// @param lists networks that are allowed or blocked by hand
    /// @param webhook who is told of scans
    public record Guard(Mode mode, HandLists lists, Optional<Webhook> webhook) {}

    /// Where messages go, and what they are signed with.
    ///
    /// @param secret in base64
    public record Webhook(URI url, String secret) {
        public byte[] key() {
            return Base64.getDecoder().decode(secret);
        }

        @Override
        public String toString() {
            return "Webhook[…]";
        }
    }

    /// Where mail leaves.
    ///
    /// @param user empty where none is needed
    /// @param from an address
    public record Smtp(String host, int port, Security security, String user, String password, String from) {
        public enum Security {
            STARTTLS,
            TLS,
            /// For a host on this machine alone.
            OFF
        }

        @Override
        public String toString() {
            return "Smtp[" + host + ":" + port + "]";
        }
    }

    public boolean secure() {
        return tls.isOn() || http.behindProxy();
    }
}
