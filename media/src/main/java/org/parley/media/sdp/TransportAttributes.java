// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.parley.media.SdpException;
import org.parley.media.transport.RemoteTransport;

/// ICE and DTLS attributes, of the session or of a section.
final class TransportAttributes {
    /// RFC 8839 §5.4: ice-char.
    private static final Pattern ICE_CHARS = Pattern.compile("[A-Za-z0-9+/]+");

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-F]{2}(:[0-9A-F]{2}){31,63}");

    private @Nullable String ufrag;
    private @Nullable String pwd;
    private @Nullable String fingerprintHash;
    private @Nullable String fingerprint;
    private @Nullable String setup;

    void attribute(String name, String value, String where) throws SdpException {
        switch (name) {
            case "ice-ufrag" -> ufrag = ice(value, 4, name, where);
            case "ice-pwd" -> pwd = ice(value, 22, name, where);
            case "fingerprint" -> fingerprint(value, where);
            case "setup" -> setup = value;
            default -> {
                // of no use here
            }
        }
    }

    private static String ice(String value, int min, String name, String where) throws SdpException {
        if (value.length() < min
                || value.length() > 256
                || !ICE_CHARS.matcher(value).matches()) {
            throw new SdpException(name + " of " + where + " is not " + min + " to 256 ice-chars");
        }
        return value;
    }

    /// Several may stand there (RFC 8122 §5); SHA-256 is taken where it is among them.
    private void fingerprint(String value, String where) throws SdpException {
        String hash = Fields.first(value).toLowerCase(Locale.ROOT);
        int bytes = switch (hash) {
            case "sha-256" -> 32;
            case "sha-384" -> 48;
            case "sha-512" -> 64;
            default -> 0;
        };
        if (bytes == 0 || "sha-256".equals(fingerprintHash)) {
            return;
        }
        String digest = Fields.rest(value).toUpperCase(Locale.ROOT);
        if (digest.length() != bytes * 3 - 1 || !FINGERPRINT.matcher(digest).matches()) {
            throw new SdpException("fingerprint of " + where + " is not a " + hash + " digest");
        }
        fingerprintHash = hash;
        fingerprint = digest;
    }

    /// These, and where one is missing the session's.
    TransportAttributes over(TransportAttributes session) {
        TransportAttributes all = new TransportAttributes();
        boolean ownIce = ufrag != null || pwd != null;
        all.ufrag = ownIce ? ufrag : session.ufrag;
        all.pwd = ownIce ? pwd : session.pwd;
        all.fingerprint = fingerprint != null ? fingerprint : session.fingerprint;
        all.fingerprintHash = fingerprint != null ? fingerprintHash : session.fingerprintHash;
        all.setup = setup != null ? setup : session.setup;
        return all;
    }

    RemoteTransport finish(String where) throws SdpException {
        if (ufrag == null || pwd == null) {
            throw new SdpException(where + " has no ice-ufrag or no ice-pwd");
        }
        if (fingerprint == null || fingerprintHash == null) {
            throw new SdpException(where + " has no fingerprint by SHA-256, SHA-384 or SHA-512");
        }
        if (!"actpass".equals(setup) && !"active".equals(setup)) {
            throw new SdpException(
                    where + " has a=setup:" + setup + "; the server is passive and needs actpass or active");
        }
        return new RemoteTransport(ufrag, pwd, fingerprintHash, fingerprint, true);
    }
}
