// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import org.jspecify.annotations.Nullable;

/// A stretch of a slot's packets that comes from one layer: what is added to the layer's numbers to get the
/// slot's.
final class Run {
    @Nullable
    Layer layer;
    /// First of the layer's packet numbers that belongs to it: its key frame.
    long first;
    long sequenceDelta;
    int csrc;
    int timestampDelta;
    int pictureIdDelta;
    int tl0Delta;
    int frameNumberDelta;
}
