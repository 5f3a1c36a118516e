// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

/// A video that a subscriber's page shows, the most important first in the list it stands in.
///
/// @param publisher endpoint id of the publisher
/// @param source [Source#CAMERA] or [Source#SCREEN]
/// @param height height in device pixels at which it is shown, 1 to 4320; chooses the simulcast layer
public record Wanted(String publisher, Source source, int height) {
    public Wanted {
        if (!source.isVideo()) {
            throw new IllegalArgumentException("only video is wanted by name, not " + source.wireName());
        }
        if (height < 1 || height > 4320) {
            throw new IllegalArgumentException("height is " + height + ", not 1 to 4320");
        }
    }
}
