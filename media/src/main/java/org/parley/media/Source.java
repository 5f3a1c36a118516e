// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

/// What a participant may publish. Each is one `m=` section of its offer, named in the `tracks` of the
/// signalling message `offer`.
public enum Source {
    MICROPHONE("microphone", false),
    CAMERA("camera", true),
    SCREEN("screen", true),
    SCREEN_AUDIO("screen-audio", false);

    private final String wireName;
    private final boolean video;

    Source(String wireName, boolean video) {
        this.wireName = wireName;
        this.video = video;
    }

    /// The name used in signalling messages.
    public String wireName() {
        return wireName;
    }

    public boolean isVideo() {
        return video;
    }
}
