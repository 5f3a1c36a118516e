// SPDX-License-Identifier: Apache-2.0
/// The seam between the forwarding core (`sfu`, which knows no socket and no key) and the shell that moves
/// packets (`loop`). All of it is called on the one event loop that a room lives on.
@NullMarked
package org.parley.media.transport;

import org.jspecify.annotations.NullMarked;
