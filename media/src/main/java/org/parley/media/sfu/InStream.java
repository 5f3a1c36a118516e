// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

/// What an SSRC of a publisher stands for.
///
/// @param rtx whether it carries the layer's retransmissions
record InStream(Layer layer, boolean rtx) {}
