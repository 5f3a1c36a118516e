/// RTP (RFC 3550) as a forwarder needs it: header, header extensions (RFC 8285), and the payload descriptors
/// that stay readable when frames are encrypted end to end. Everything works on memory that somebody else
/// owns and allocates nothing per packet. Called on the room's loop.
@NullMarked
package org.parley.media.rtp;

import org.jspecify.annotations.NullMarked;
