// SPDX-License-Identifier: Apache-2.0
/// A client of the media plane for tests and load generators: ICE, DTLS and SRTP from the other side.
@NullMarked
package org.parley.media.testing;

import org.jspecify.annotations.NullMarked;
