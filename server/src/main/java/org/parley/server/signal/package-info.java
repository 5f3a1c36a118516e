// SPDX-License-Identifier: Apache-2.0
/// Signalling: the WebSocket of `docs/protocol.md`. Messages are read strictly and bounded in size, rate and
/// number before anything of the meeting sees them.
@NullMarked
package org.parley.server.signal;

import org.jspecify.annotations.NullMarked;
