// SPDX-License-Identifier: Apache-2.0
package org.parley.media.ice;

import java.security.SecureRandom;

/// Username fragment and password of one side (RFC 8445 §5.3).
public record IceCredentials(String ufrag, String pwd) {
    private static final String ICE_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";
    /// 48 bits; the RFC wants 24. More, since it also tells the endpoints of one port apart.
    private static final int UFRAG_LENGTH = 8;
    /// 144 bits; the RFC wants 128.
    private static final int PWD_LENGTH = 24;

    public static IceCredentials draw(SecureRandom random) {
        return new IceCredentials(text(random, UFRAG_LENGTH), text(random, PWD_LENGTH));
    }

    private static String text(SecureRandom random, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ICE_CHARS.charAt(random.nextInt(ICE_CHARS.length())));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "IceCredentials[ufrag=" + ufrag + "]";
    }
}
