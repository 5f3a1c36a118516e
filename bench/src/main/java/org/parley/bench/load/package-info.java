// SPDX-License-Identifier: Apache-2.0
/// The load generator: endpoints that speak the whole stack to a real server (door, signalling, ICE,
/// DTLS-SRTP) with synthetic streams, and plain ones that speak to the C floor. Many endpoints share one
/// thread.
@NullMarked
package org.parley.bench.load;

import org.jspecify.annotations.NullMarked;
