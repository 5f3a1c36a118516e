// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ciphers of OpenSSL's libcrypto through its EVP interface.
final class LibcryptoCiphers implements Ciphers {
    private static final Logger log = LoggerFactory.getLogger(LibcryptoCiphers.class);

    private LibcryptoCiphers() {}

    static Optional<Ciphers> find() {
        try {
            LibcryptoCiphers ciphers = new LibcryptoCiphers();
            ciphers.sealer(new byte[Gcm.KEY_LENGTH]).close();
            ciphers.counterMode(new byte[CounterMode.KEY_LENGTH], new byte[CounterMode.MAC_LENGTH])
                    .close();
            return Optional.of(ciphers);
        } catch (LinkageError | RuntimeException e) {
            log.debug("libcrypto cannot be used", e);
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return Libcrypto.version();
    }

    @Override
    public Gcm sealer(byte[] key) {
        return new LibcryptoGcm(key, true);
    }

    @Override
    public Gcm opener(byte[] key) {
        return new LibcryptoGcm(key, false);
    }

    @Override
    public CounterMode counterMode(byte[] key, byte[] macKey) {
        return new LibcryptoCounterMode(key, macKey);
    }
}
