// SPDX-License-Identifier: Apache-2.0
/// SRTP and SRTCP (RFC 3711, RFC 7714) of one endpoint's transport, in place over memory outside the heap:
/// key derivation, packet index, replay windows. Owns the keys. Everything here belongs to the event loop's
/// thread, reads no clock and allocates nothing per packet (with libcrypto's ciphers).
@NullMarked
package org.parley.media.srtp;

import org.jspecify.annotations.NullMarked;
