/// RTCP (RFC 3550, RFC 4585, RFC 5104, draft-holmer-rmcat-transport-wide-cc-extensions-01): a bounded walk
/// over compound packets and writers for what a forwarder says. Allocates nothing per packet. Called on the
/// room's loop.
@NullMarked
package org.parley.media.rtcp;

import org.jspecify.annotations.NullMarked;
