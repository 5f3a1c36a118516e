// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.time.Instant;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;

/// What we need of an MLS library to come into a group.
interface Mls {
    /// A key package with fresh keys, together with its secrets.
    NewMember newMember(Identity identity, Instant now) throws MlsException;

    /// A key package waiting to be added, or to found a group. Good for one of the two, once.
    interface NewMember {
        /// An `MLSMessage`.
        Bytes keyPackage();

        MlsGroup create(GroupTerms terms) throws MlsException;

        MlsGroup join(GroupTerms terms, Bytes welcome, Bytes tree) throws MlsException;
    }
}
