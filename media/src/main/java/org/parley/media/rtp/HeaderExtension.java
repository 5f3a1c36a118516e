// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

import org.jspecify.annotations.Nullable;

/// The RTP header extensions that the server understands (RFC 8285); all others are not negotiated.
public enum HeaderExtension {
    /// RFC 8843 §15.
    MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
    /// RFC 8852 §4.1.
    RID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
    /// RFC 8852 §4.2.
    REPAIRED_RID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
    /// RFC 6464.
    AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
    TRANSPORT_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
    /// AV1 RTP specification, appendix A. Used for every codec.
    DEPENDENCY_DESCRIPTOR("https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension");

    /// How many there are, without the copy that `values()` makes.
    public static final int COUNT = values().length;

    private final String uri;

    HeaderExtension(String uri) {
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }

    public static @Nullable HeaderExtension of(String uri) {
        for (HeaderExtension extension : values()) {
            if (extension.uri.equals(uri)) {
                return extension;
            }
        }
        return null;
    }
}
