// SPDX-License-Identifier: Apache-2.0
/// STUN messages (RFC 8489) as far as ICE's connectivity checks use them (RFC 8445 §7): Binding requests,
/// responses and error responses with the short-term credential mechanism. Values only: no state, no thread,
/// no clock.
@NullMarked
package org.parley.media.stun;

import org.jspecify.annotations.NullMarked;
