// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.Set;
import org.parley.media.rtp.MediaFormat;

/// A payload type of an offer that can be forwarded.
///
/// @param encoding name, clock rate and channels as in `a=rtpmap`, for example `opus/48000/2`
/// @param parameters value of `a=fmtp`, empty if there is none
/// @param feedback values of `a=rtcp-fb`
/// @param rtx payload type of its retransmissions (RFC 4588), -1 if there is none
public record OfferedCodec(
        int payloadType, MediaFormat format, String encoding, String parameters, Set<String> feedback, int rtx) {
    public OfferedCodec {
        feedback = Set.copyOf(feedback);
    }
}
