// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import org.jspecify.annotations.Nullable;

/// The one place where a subscriber's layer is chosen: by the height at which the video is shown and
/// what [Allocation] allows, among the layers that the publisher sends just now.
final class LayerChooser {
    /// The full height that is assumed, since frames can't be looked into.
    private static final int NOMINAL_HEIGHT = 720;

    private LayerChooser() {}

    /// @param limit index of the best layer allowed
    /// @return null if nothing is sent
    static @Nullable Layer choose(Publication publication, int height, int limit, @Nullable Layer current, long now) {
        Layer[] layers = publication.layers;
        if (layers.length == 1) {
            return layers[0];
        }
        int wished = layers.length - 1;
        int full = NOMINAL_HEIGHT;
        // a layer does if it is enlarged by less than a quarter
        while (wished > 0 && height <= (full >> (layers.length - wished)) * 5 / 4) {
            wished--;
        }
        Layer best = null;
        for (Layer layer : layers) {
            if (layer.index <= limit
                    && layer.alive(now)
                    && (best == null || distance(layer, wished) < distance(best, wished))) {
                best = layer;
            }
        }
        return best != null ? best : current;
    }

    /// A layer below the wished one is better than one above, which costs bandwidth that nobody asked for.
    private static int distance(Layer layer, int wished) {
        return layer.index <= wished ? 2 * (wished - layer.index) : 2 * (layer.index - wished) + 1;
    }
}
