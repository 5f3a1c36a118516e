// SPDX-License-Identifier: Apache-2.0
/// How much a subscriber's path carries, estimated at the sending side: from transport-wide feedback
/// (draft-holmer-rmcat-transport-wide-cc-extensions-01) by delay and loss (draft-ietf-rmcat-gcc-02), or from
/// REMB where nothing better comes. Knows no socket, no thread and no clock, and allocates nothing once it
/// runs. Called on the room's loop. `docs/forwarding.md` says why it is so.
@NullMarked
package org.parley.media.bwe;

import org.jspecify.annotations.NullMarked;
