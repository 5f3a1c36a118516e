// SPDX-License-Identifier: Apache-2.0
/// The media plane: sockets, ICE, DTLS-SRTP, RTP and selective forwarding. This package is what the rest of
/// the house sees: [org.parley.media.Room]s.
@NullMarked
package org.parley.media;

import org.jspecify.annotations.NullMarked;
