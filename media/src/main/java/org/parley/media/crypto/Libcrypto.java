// SPDX-License-Identifier: Apache-2.0
package org.parley.media.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The few functions of libcrypto's EVP interface that ciphers need. Pointers are passed as numbers, since a
/// `MemorySegment` slice for each packet would be garbage. Initialising this class fails with a
/// [LinkageError] or an [IllegalStateException] where there is no libcrypto.
final class Libcrypto {
    private static final String[] NAMES = {"libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so.4"};
    private static final SymbolLookup LIBRARY = open();

    private static final MethodHandle CTX_NEW = bind("EVP_CIPHER_CTX_new", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle CTX_FREE = bind("EVP_CIPHER_CTX_free", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle AES_128_GCM = bind("EVP_aes_128_gcm", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle AES_128_CTR = bind("EVP_aes_128_ctr", FunctionDescriptor.of(JAVA_LONG));
    private static final MethodHandle INIT = bind(
            "EVP_CipherInit_ex",
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle UPDATE = bind(
            "EVP_CipherUpdate", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle FINAL =
            bind("EVP_CipherFinal_ex", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CTRL =
            bind("EVP_CIPHER_CTX_ctrl", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));

    private Libcrypto() {}

    private static SymbolLookup open() {
        for (String name : NAMES) {
            try {
                return SymbolLookup.libraryLookup(name, Arena.global());
            } catch (IllegalArgumentException expected) {
                // not this one
            }
        }
        throw new IllegalStateException("no libcrypto found");
    }

    /// Critical: these calls take under a microsecond for a packet, and the switch to a native frame costs as
    /// much as one of the small ones.
    static MethodHandle bind(String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.findOrThrow(name), descriptor, Linker.Option.critical(false));
    }

    static String version() {
        try {
            MethodHandle version = Linker.nativeLinker()
                    .downcallHandle(LIBRARY.findOrThrow("OpenSSL_version"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
            return ((MemorySegment) version.invokeExact(0)).reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static long newContext() {
        try {
            return (long) CTX_NEW.invokeExact();
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static void freeContext(long context) {
        try {
            CTX_FREE.invokeExact(context);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static long aes128Gcm() {
        try {
            return (long) AES_128_GCM.invokeExact();
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static long aes128Ctr() {
        try {
            return (long) AES_128_CTR.invokeExact();
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static int init(long context, long cipher, long key, long iv, int encrypt) {
        try {
            return (int) INIT.invokeExact(context, cipher, 0L, key, iv, encrypt);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static int update(long context, long out, long outLength, long in, int length) {
        try {
            return (int) UPDATE.invokeExact(context, out, outLength, in, length);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static int finish(long context, long out, long outLength) {
        try {
            return (int) FINAL.invokeExact(context, out, outLength);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    static int ctrl(long context, int type, int argument, long pointer) {
        try {
            return (int) CTRL.invokeExact(context, type, argument, pointer);
        } catch (Throwable e) {
            throw fatal(e);
        }
    }

    /// A downcall throws nothing of its own: this is an error of the virtual machine.
    static IllegalStateException fatal(Throwable e) {
        return new IllegalStateException("call of libcrypto failed", e);
    }
}
