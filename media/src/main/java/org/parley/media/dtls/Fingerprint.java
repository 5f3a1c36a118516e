// SPDX-License-Identifier: Apache-2.0
package org.parley.media.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// Fingerprint of a certificate (RFC 8122 §5).
///
/// @param hash name in lower case: `sha-256`, `sha-384` or `sha-512`
/// @param value `AB:CD:…`, in capitals
public record Fingerprint(String hash, String value) {
    private static final HexFormat HEX = HexFormat.ofDelimiter(":").withUpperCase();

    /// @throws IllegalArgumentException if the hash is none we trust, or the value doesn't fit it
    public Fingerprint {
        hash = hash.toLowerCase(Locale.ROOT);
        value = value.toUpperCase(Locale.ROOT);
        int length = switch (hash) {
            case "sha-256" -> 32;
            case "sha-384" -> 48;
            case "sha-512" -> 64;
            default ->
                throw new IllegalArgumentException(
                        "fingerprint is made with a hash other than sha-256, sha-384 and sha-512");
        };
        if (value.length() != 3 * length - 1) {
            throw new IllegalArgumentException("fingerprint has not the length of " + hash);
        }
        HEX.parseHex(value);
    }

    /// @param certificate in DER
    static Fingerprint of(String hash, byte[] certificate) {
        try {
            String algorithm = hash.toUpperCase(Locale.ROOT);
            byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate);
            return new Fingerprint(hash, HEX.formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no " + hash, e);
        }
    }

    boolean matches(byte[] certificate) {
        return equals(of(hash, certificate));
    }
}
