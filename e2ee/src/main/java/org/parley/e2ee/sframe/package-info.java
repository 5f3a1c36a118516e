// SPDX-License-Identifier: Apache-2.0
/// Media frames, encrypted by endpoints (SFrame, RFC 9605): what a connector encrypts for the others and
/// decrypts of theirs. Knows nothing of RTP or codecs.
@NullMarked
package org.parley.e2ee.sframe;

import org.jspecify.annotations.NullMarked;
