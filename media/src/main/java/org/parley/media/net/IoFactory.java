// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import org.parley.media.transport.Counters;

/// Opens the sockets of the loops.
public interface IoFactory {
    /// @param number which of the loops, from 0; they are opened in this order
    /// @param count how many there will be
    PacketIo open(Counters counters, int number, int count) throws BindFailure;
}
