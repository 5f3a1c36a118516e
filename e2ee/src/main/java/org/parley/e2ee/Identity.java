// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who a leaf is: the identity in its credential, `v1:<kind>:<participant>`.
public record Identity(Kind kind, ParticipantId participant) {
    private static final Pattern FORM = Pattern.compile("v1:([a-z]{1,16}):([A-Za-z0-9_-]{1,64})");

    /// What sort of endpoint it is. A connector decrypts on a machine of the server's operator.
    public enum Kind {
        BROWSER,
        DESKTOP,
        PHONE,
        ROOM,
        RECORDER;

        public boolean isConnector() {
            return switch (this) {
                case BROWSER, DESKTOP -> false;
                case PHONE, ROOM, RECORDER -> true;
            };
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Optional<Identity> parse(Bytes identity) {
        var matcher = FORM.matcher(new String(identity.toArray(), StandardCharsets.US_ASCII));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (var kind : Kind.values()) {
            if (kind.word().equals(matcher.group(1))) {
                return Optional.of(new Identity(kind, new ParticipantId(matcher.group(2))));
            }
        }
        return Optional.empty();
    }

    public Bytes encode() {
        return Bytes.copyOf(toString().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "v1:" + kind.word() + ":" + participant;
    }
}
