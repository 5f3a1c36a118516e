// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// libcrypto's HMAC. `HMAC_CTX` and not `EVP_MAC`, which OpenSSL 1.1 does not have. Initialising this class
/// fails with a [LinkageError] where there is none.
final class LibcryptoHmac {
    private static final MethodHandle CTX_NEW = Libcrypto.bind("HMAC_CTX_new", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle CTX_FREE = Libcrypto.bind("HMAC_CTX_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle SHA1 = Libcrypto.bind("EVP_sha1", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle INIT = Libcrypto.bind(
            "HMAC_Init_ex", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle UPDATE =
            Libcrypto.bind("HMAC_Update", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FINAL =
            Libcrypto.bind("HMAC_Final", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private LibcryptoHmac() {}

    static long newContext() {
        try {
            return (long) CTX_NEW.invokeExact();
        } catch (Throwable e) {
            throw Libcrypto.fatal(e);
        }
    }

    static void freeContext(long context) {
        try {
            CTX_FREE.invokeExact(context);
        } catch (Throwable e) {
            throw Libcrypto.fatal(e);
        }
    }

    static long sha1() {
        try {
            return (long) SHA1.invokeExact();
        } catch (Throwable e) {
            throw Libcrypto.fatal(e);
        }
    }

    /// @param key 0 to begin anew with the key of before
    static int init(long context, long key, int keyLength, long digest) {
        try {
            return (int) INIT.invokeExact(context, key, keyLength, digest, 0L);
        } catch (Throwable e) {
            throw Libcrypto.fatal(e);
        }
    }

    static int update(long context, long in, long length) {
        try {
            return (int) UPDATE.invokeExact(context, in, length);
        } catch (Throwable e) {
            throw Libcrypto.fatal(e);
        }
    }

    static int finish(long context, long out, long outLength) {
        try {
            return (int) FINAL.invokeExact(context, out, outLength);
        } catch (Throwable e) {
            throw Libcrypto.fatal(e);
        }
    }
}
