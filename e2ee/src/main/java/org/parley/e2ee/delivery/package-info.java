// SPDX-License-Identifier: Apache-2.0
/// The delivery service (RFC 9750) of one meeting: who is added and removed when, who commits, which commit
/// counts, what is handed to whom. Sans-IO: `Delivery` takes an input and the time, returns messages, and
/// says when it wants to be woken. It knows nothing secret but the key with which it signs proposals. The
/// rules in words: `docs/end-to-end.md`.
@NullMarked
package org.parley.e2ee.delivery;

import org.jspecify.annotations.NullMarked;
