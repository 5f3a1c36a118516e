// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

/// The codecs that are forwarded.
public enum Codec {
    OPUS(false),
    /// Redundant Opus, RFC 2198.
    RED(false),
    VP8(true),
    VP9(true),
    H264(true),
    AV1(true);

    private final boolean video;

    Codec(boolean video) {
        this.video = video;
    }

    public boolean isVideo() {
        return video;
    }
}
