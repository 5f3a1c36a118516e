// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.util.Arrays;

/// What a DTLS handshake with `use_srtp` yields.
///
/// @param client protects what the DTLS client sends
/// @param server protects what the DTLS server sends
public record SrtpKeys(SrtpProfile profile, MasterKey client, MasterKey server) {
    /// Cuts exported keying material (RFC 5764 §4.2): client key, server key, client salt, server salt.
    public static SrtpKeys cut(SrtpProfile profile, byte[] material) {
        if (material.length != profile.keyingMaterialLength()) {
            throw new IllegalArgumentException(profile + " does not take " + material.length + " bytes");
        }
        int key = SrtpProfile.KEY_LENGTH;
        int salt = profile.saltLength();
        return new SrtpKeys(
                profile,
                new MasterKey(
                        profile,
                        Arrays.copyOfRange(material, 0, key),
                        Arrays.copyOfRange(material, 2 * key, 2 * key + salt)),
                new MasterKey(
                        profile,
                        Arrays.copyOfRange(material, key, 2 * key),
                        Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt))));
    }
}
