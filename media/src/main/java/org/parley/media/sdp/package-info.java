/// SDP offers (RFC 8866, RFC 9429) of browsers, read strictly and within limits, and the answers to them.
@NullMarked
package org.parley.media.sdp;

import org.jspecify.annotations.NullMarked;
