// SPDX-License-Identifier: Apache-2.0
/// ICE, the lite half of it (RFC 8445 §2.5): credentials, which pairs of addresses have passed their check,
/// which of them is used, restart, and consent (after RFC 7675). Sans-IO: a check and the time go in, an
/// answer and changed state come out; sockets and timers are the event loop's, to whose thread all of this
/// belongs. Candidates as RFC 8839 and RFC 6544 write them.
@NullMarked
package org.parley.media.ice;

import org.jspecify.annotations.NullMarked;
