// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

/// The protection profiles we speak, the preferred one first.
public enum SrtpProfile {
    /// RFC 7714 §14.2.
    AEAD_AES_128_GCM(0x0007, 12),
    /// RFC 5764 §4.1.2.
    AES128_CM_HMAC_SHA1_80(0x0001, 14);

    public static final int KEY_LENGTH = 16;

    private final int id;
    private final int saltLength;

    SrtpProfile(int id, int saltLength) {
        this.id = id;
        this.saltLength = saltLength;
    }

    /// The number in the `use_srtp` extension.
    public int id() {
        return id;
    }

    public int saltLength() {
        return saltLength;
    }

    /// How much the DTLS exporter has to give: key and salt for both directions (RFC 5764 §4.2).
    public int keyingMaterialLength() {
        return 2 * (KEY_LENGTH + saltLength);
    }
}
