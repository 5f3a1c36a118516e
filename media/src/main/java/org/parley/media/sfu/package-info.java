/// Selective forwarding: who publishes what, which subscriber's slot it feeds, and the rewriting of packets
/// on the way (RFC 7667 §3.7). A room knows no socket, no key, no thread and no clock: it is told packets and
/// the time, and puts packets into [org.parley.media.transport.PacketSink]s. All of a room is called on one
/// event loop.
@NullMarked
package org.parley.media.sfu;

import org.jspecify.annotations.NullMarked;
