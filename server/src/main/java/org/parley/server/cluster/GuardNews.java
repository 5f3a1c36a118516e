// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import org.apache.pekko.actor.typed.ActorRef;

/// What nodes tell each other of their guards. On the wire as [GuardNewsCodec] says.
sealed interface GuardNews extends GuardNode.Message {
    /// The largest delta or part that is sent or taken.
    int MOST_BYTES = 160_000;

    /// @param guard its name
    @SuppressWarnings("ArrayRecordComponent") // handed over once, compared with nothing
    record Delta(String guard, byte[] bytes) implements GuardNews {}

    /// An operator lifted what a network is held up for, at all guards.
    record Forgiven(String network) implements GuardNews {}

    /// Rules by hand are to be read again.
    record RulesChanged() implements GuardNews {}

    /// A node that came late asks for what there is.
    ///
    /// @param from where the part begins
    record Wanted(String guard, int from, ActorRef<GuardNews> replyTo) implements GuardNews {}

    /// @param next where the next part begins, or [org.parley.meeting.door.guard.Part#END]
    @SuppressWarnings("ArrayRecordComponent")
    record Given(String guard, int from, int next, byte[] bytes) implements GuardNews {}

    /// Something came that is none of these.
    record Unreadable() implements GuardNews {}
}
