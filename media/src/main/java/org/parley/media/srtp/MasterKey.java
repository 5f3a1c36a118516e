// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import java.util.Arrays;

/// Master key and master salt of one direction. Not printable.
public final class MasterKey {
    private final byte[] key;
    private final byte[] salt;

    public MasterKey(SrtpProfile profile, byte[] key, byte[] salt) {
        if (key.length != SrtpProfile.KEY_LENGTH || salt.length != profile.saltLength()) {
            throw new IllegalArgumentException(
                    "key of " + key.length + " and salt of " + salt.length + " bytes do not fit " + profile);
        }
        this.key = key.clone();
        this.salt = salt.clone();
    }

    byte[] key() {
        return key;
    }

    byte[] salt() {
        return salt;
    }

    /// Overwrites the key: it can't be used any more.
    public void forget() {
        Arrays.fill(key, (byte) 0);
        Arrays.fill(salt, (byte) 0);
    }

    @Override
    public String toString() {
        return "MasterKey(" + key.length + " bytes)";
    }
}
