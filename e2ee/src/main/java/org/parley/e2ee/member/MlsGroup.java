// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Identity;

/// One epoch of a group, with its secrets. The next epoch is another object; this one goes on reading
/// messages of its own.
interface MlsGroup {
    Bytes groupId();

    long epoch();

    int ownLeaf();

    /// Who can decrypt in this epoch, by leaf index.
    Map<Integer, Identity> roster();

    /// A commit of exactly these proposals. It counts when the delivery service has accepted it, not before.
    Pending commit(List<Bytes> proposals, boolean path) throws MlsException;

    /// The epoch after a commit of somebody else.
    MlsGroup process(List<Bytes> proposals, Bytes commit) throws MlsException;

    /// GroupInfo with the tree, as an `MLSMessage`.
    Bytes groupInfo() throws MlsException;

    /// MLS-Exporter (RFC 9420 §8.5).
    byte[] export(String label, byte[] context, int length) throws MlsException;

    byte[] epochAuthenticator();

    Bytes protect(byte[] application) throws MlsException;

    Member.Opened unprotect(Bytes message) throws MlsException;

    /// A commit of one's own, and the epoch it leads to. `welcome` where somebody is added.
    record Pending(Bytes commit, Optional<Bytes> welcome, MlsGroup next) {}
}
