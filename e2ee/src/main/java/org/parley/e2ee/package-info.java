// SPDX-License-Identifier: Apache-2.0
/// End-to-end encryption: who can decrypt a meeting, and how. `mls` reads and checks what RFC 9420 leaves
/// public, `delivery` is the delivery service's rules, `member` a member for connectors, `sframe` media
/// frames (RFC 9605). Nothing here opens a socket, starts a thread or reads a clock. The rules in words:
/// `docs/end-to-end.md`.
@NullMarked
package org.parley.e2ee;

import org.jspecify.annotations.NullMarked;
