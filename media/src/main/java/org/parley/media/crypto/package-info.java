// SPDX-License-Identifier: Apache-2.0
/// The two ciphers of SRTP over memory outside the heap: AES-128-GCM, and AES-CM with HMAC-SHA1. Owns the
/// binding to libcrypto and its stand-in from the JDK. Objects made here belong to the thread that uses them
/// (the event loop). FIPS 197, SP 800-38D, RFC 3711 §4.
@NullMarked
package org.parley.media.crypto;

import org.jspecify.annotations.NullMarked;
