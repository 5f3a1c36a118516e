// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

/// Every limit of the forwarding half in one place. What is over a limit is refused (offers) or dropped and
/// counted (packets); a client's behaviour can't make the server hold more than these say.
public final class Limits {
    /// Characters in an offer. Chromium writes 5 kB for a video section: 258 kB with 49 slots.
    public static final int MAX_SDP_CHARS = 320 * 1024;

    public static final int MAX_SDP_LINES = 16_000;

    /// The longest line browsers write is the BUNDLE group.
    public static final int MAX_SDP_LINE = 2_048;

    /// Media sections: 4 sent, 49 tiles, some audio slots and stopped ones.
    public static final int MAX_SECTIONS = 70;

    /// Payload types of one section: RFC 3551 has no more than 128.
    public static final int MAX_CODECS = 100;

    public static final int MAX_EXTENSIONS = 32;

    /// Simulcast layers of one section.
    public static final int MAX_LAYERS = 3;

    /// RFC 8843 §15: the MID goes into a one-byte header extension, so 16 bytes at most.
    public static final int MAX_MID = 16;

    public static final int MAX_RID = 16;

    /// SSRCs that one endpoint may send from at a time: four sources, three layers with RTX each, and room to
    /// change.
    public static final int MAX_SSRCS = 48;

    /// Endpoints in one room.
    public static final int MAX_ENDPOINTS = 2_000;

    /// Packets that are sent again for one slot in a second. A full-size layer has about 200 a second, so
    /// this repairs any loss with which there still is a picture, and bounds what a flood of NACKs can cause.
    public static final int MAX_RESENDS_PER_SECOND = 300;

    /// How often one packet is sent again.
    public static final int MAX_RESENDS_OF_ONE = 10;

    private Limits() {}
}
