// SPDX-License-Identifier: Apache-2.0
/// A member of a meeting's group, for connectors: it decrypts, so it runs where people have been told that
/// somebody decrypts. On Bouncy Castle's MLS, behind the two interfaces `Mls` and `MlsGroup`; what it has to
/// be guarded against is written at `BouncyMls`.
@NullMarked
package org.parley.e2ee.member;

import org.jspecify.annotations.NullMarked;
