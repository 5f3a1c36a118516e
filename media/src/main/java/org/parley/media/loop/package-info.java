// SPDX-License-Identifier: Apache-2.0
/// The shell that moves packets: event loops (one platform thread each, on which rooms live for all their
/// life), and the transport of each endpoint, which joins sockets, ICE, DTLS and SRTP to the forwarding core.
/// Demultiplexing after RFC 7983 and RFC 5761. What other threads may call is said at each method; all else
/// belongs to the loop's thread.
@NullMarked
package org.parley.media.loop;

import org.jspecify.annotations.NullMarked;
