// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import java.util.Optional;

/// Where ciphers come from. Safe for any thread; what it makes is for one thread each.
public interface Ciphers {
    /// For the log.
    String name();

    /// @param key 16 bytes, copied
    Gcm sealer(byte[] key);

    /// @param key 16 bytes, copied
    Gcm opener(byte[] key);

    /// @param key 16 bytes, copied
    /// @param macKey copied
    CounterMode counterMode(byte[] key, byte[] macKey);

    /// The JDK's own ciphers: always there, slower, and they leave garbage on the heap.
    static Ciphers jdk() {
        return JdkCiphers.INSTANCE;
    }

    /// OpenSSL's libcrypto, if there is one that can be bound.
    static Optional<Ciphers> libcrypto() {
        return LibcryptoCiphers.find();
    }

    static Ciphers best() {
        return libcrypto().orElseGet(Ciphers::jdk);
    }
}
