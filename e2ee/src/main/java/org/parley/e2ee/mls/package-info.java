// SPDX-License-Identifier: Apache-2.0
/// What RFC 9420 leaves readable to a delivery service: messages, the public tree, the transcript. Strict and
/// bounded decoding of hostile bytes, and every check that needs no secret. All types are immutable and safe
/// to share.
@NullMarked
package org.parley.e2ee.mls;

import org.jspecify.annotations.NullMarked;
