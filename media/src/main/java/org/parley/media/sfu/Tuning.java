// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

/// Times of the forwarding half, each with what another value would cost. In nanoseconds.
final class Tuning {
    private static final long MS = 1_000_000;

    /// A simulcast layer without packets for so long is taken to be off. Browsers switch layers off when bandwidth is
    /// short; sooner would take a stalled network for that, later leaves a frozen picture.
    static final long LAYER_SILENT = 1_000 * MS;

    /// At most so often a layer's publisher is asked for a key frame. A key frame costs several times an ordinary one:
    /// more often, and a few subscribers with loss would ruin the picture of all.
    static final long PLI_INTERVAL = 500 * MS;

    /// How often the room looks after what is due while somebody is in it.
    static final long TICK = 50 * MS;

    private Tuning() {}
}
