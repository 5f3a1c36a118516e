// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.MemorySegment;

/// A non-blocking TCP socket of either implementation, within the loop that watches it.
interface TcpStream {
    /// @return bytes read, 0 if there are none now, -1 if the connection has ended
    int read(MemorySegment to, long offset, int length);

    /// @return bytes written, 0 if there is no room now, -1 if the connection has ended
    int write(MemorySegment from, long offset, int length);

    /// Whether the loop shall be told when there is room to write.
    void watchWritable(boolean wanted);

    /// Stops watching: another loop will adopt it.
    void detach();

    void close();
}
