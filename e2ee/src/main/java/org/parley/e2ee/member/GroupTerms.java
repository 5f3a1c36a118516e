// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.util.Optional;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.mls.Extension;

/// What the delivery service says of a group, and what the group has to agree with. `linkPsk` is the secret
/// from the join link, where the meeting is link-bound.
public record GroupTerms(Bytes groupId, Bytes externalSender, Optional<LinkPsk> linkPsk) {
    public static final String DELIVERY_SERVICE = "parley-delivery";

    public Extension externalSenders() {
        return Extension.externalSender(externalSender, DELIVERY_SERVICE);
    }
}
