// SPDX-License-Identifier: Apache-2.0
/// DTLS 1.2 with `use_srtp` (RFC 6347, RFC 5764) on Bouncy Castle: the process's certificate, one association
/// for each endpoint on a virtual thread of its own (the library blocks), and the keys that come out of it.
/// Datagrams go in and out as arrays; sockets are the event loop's. Fingerprints as RFC 8122 writes them,
/// extended master secret (RFC 7627) required.
@NullMarked
package org.parley.media.dtls;

import org.jspecify.annotations.NullMarked;
