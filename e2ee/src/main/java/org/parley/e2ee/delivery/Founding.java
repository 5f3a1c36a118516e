// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.delivery;

import java.time.Instant;
import java.util.List;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.GroupInfo;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.MlsMessage;
import org.parley.e2ee.mls.PublicGroup;
import org.parley.e2ee.mls.Suite;

/// A group that somebody was asked to make.
record Founding(
        Suite suite, Bytes groupId, Proposer proposer, Participant founder, Participant.Wish wish, Instant deadline) {
    /// Whether the founder's answer would still be of use.
    boolean isWanted() {
        return founder.waits() && wish.equals(founder.wish);
    }

    Founding until(Instant later) {
        return new Founding(suite, groupId, proposer, founder, wish, later);
    }

    Group complete(Bytes groupInfo, Instant now) throws Refused {
        if (groupInfo.length() > Limits.GROUP_INFO_BYTES) {
            throw new Refused(Refusal.TOO_LARGE);
        }
        try {
            var info = MlsMessage.decode(groupInfo, GroupInfo.class);
            var state = PublicGroup.created(
                    info,
                    suite,
                    groupId,
                    List.of(proposer.extension()),
                    wish.keyPackage().leafNode());
            return new Group(proposer, state, founder, now);
        } catch (Malformed e) {
            throw new Refused(Refusal.MALFORMED);
        }
    }
}
