// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.List;
import org.parley.media.transport.RemoteTransport;

/// What matters of a browser's offer.
///
/// @param sections in the order of the offer, at least one
/// @param bundle the mids of the BUNDLE group, in its order
/// @param allowMixed `a=extmap-allow-mixed` at session level
public record SdpOffer(
        RemoteTransport transport, List<String> bundle, List<OfferedSection> sections, boolean allowMixed) {
    public SdpOffer {
        bundle = List.copyOf(bundle);
        sections = List.copyOf(sections);
    }
}
