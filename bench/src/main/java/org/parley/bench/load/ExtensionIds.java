// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

/// The ids negotiated for the RTP header extensions that a synthetic stream carries; 0 where the server does
/// not want one.
///
/// @param mid RFC 9143
/// @param audioLevel RFC 6464
/// @param transportSequence draft-holmer-rmcat-transport-wide-cc-extensions-01
record ExtensionIds(int mid, int audioLevel, int transportSequence) {
    static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
    static final String TRANSPORT_SEQUENCE =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    /// What an offer proposes.
    static final ExtensionIds OFFERED = new ExtensionIds(4, 1, 3);
}
