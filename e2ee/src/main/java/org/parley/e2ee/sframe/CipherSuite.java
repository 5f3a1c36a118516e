// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

/// The AEADs of RFC 9605 §4.5 that meetings use.
public enum CipherSuite {
    AES_128_GCM_SHA256_128(4, "SHA-256", 16),
    AES_256_GCM_SHA512_128(5, "SHA-512", 32);

    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    final int id;
    final String hash;
    final int keyLength;

    CipherSuite(int id, String hash, int keyLength) {
        this.id = id;
        this.hash = hash;
        this.keyLength = keyLength;
    }

    String hmac() {
        return "Hmac" + hash.replace("-", "");
    }
}
