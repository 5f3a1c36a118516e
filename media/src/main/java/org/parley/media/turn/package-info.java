// SPDX-License-Identifier: Apache-2.0
/// TURN (RFC 8656) for networks that let nothing out but a stream to the port of the pages: a relay that leads
/// to this server's own media and nowhere else. Sans-IO.
@NullMarked
package org.parley.media.turn;

import org.jspecify.annotations.NullMarked;
