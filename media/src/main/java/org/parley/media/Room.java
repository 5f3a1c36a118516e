// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// The media of one meeting, living on one event loop. Every method may be called from any thread and returns
/// at once; the work is done on the loop in the order of the calls. A call that names an endpoint which has
/// left does nothing.
public interface Room {
    /// Lets an endpoint in: a transport is made for it, nothing is sent before its first offer. An endpoint
    /// id lives for one transport: whoever reloads the page leaves and joins again under a new endpoint id.
    ///
    /// @param endpoint unique in the room, 1 to 64 characters
    /// @param csrc the number by which this endpoint's packets are marked for subscribers, not 0, unique in
    ///     the room
    void join(String endpoint, int csrc);

    /// Applies an offer (RFC 9429, JSEP) and answers it. An offer whose ICE username fragment has changed
    /// restarts ICE and keeps the DTLS association.
    ///
    /// @param sdp the offer; the stage fails with [SdpException] if it is not acceptable, and nothing is
    ///     changed then
    /// @param tracks for each sending `m=` section its `mid` and what it carries
    CompletionStage<String> offer(String endpoint, String sdp, Map<String, Source> tracks);

    /// Says which videos the endpoint's page shows, replacing what was said before.
    void view(String endpoint, List<Wanted> wanted);

    /// Switches the forwarding of one source of an endpoint on (as it is at first) or off, for everybody and
    /// at once.
    void allow(String endpoint, Source source, boolean allowed);

    /// Ends an endpoint's transport and everything it published.
    void leave(String endpoint);

    /// Ends the room and all that is in it.
    void close();
}
