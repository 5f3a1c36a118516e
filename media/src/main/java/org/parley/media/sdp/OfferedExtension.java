// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import org.parley.media.rtp.HeaderExtension;

/// An `a=extmap` (RFC 8285 §5) of an extension that the server knows.
///
/// @param id local identifier, 1 to 255 without 15
/// @param direction in which the offerer would use it
/// @param directed whether the direction was written, and so is written in the answer
public record OfferedExtension(int id, HeaderExtension extension, Direction direction, boolean directed) {}
