// SPDX-License-Identifier: Apache-2.0
package org.parley.media.rtp;

/// Numbers the packets that are passed on without gaps for those that are left out (padding). Knows the last
/// 32 omissions, so that a packet that comes late gets the number it would have had.
public final class GapCloser {
    private static final int SIZE = 32;

    private final long[] omitted = new long[SIZE];
    private long total;

    /// The number under which a packet is passed on.
    ///
    /// @param extended sequence number as received
    /// @return -1 if the packet is older than what is remembered
    public long number(long extended) {
        long later = 0;
        int known = (int) Math.min(total, SIZE);
        for (int i = 0; i < known; i++) {
            if (omitted[(int) ((total - 1 - i) & (SIZE - 1))] > extended) {
                later++;
            } else {
                return extended - (total - later);
            }
        }
        return total > SIZE ? -1 : extended - (total - later);
    }

    /// Leaves a packet out. Packets must be left out in order of their numbers, and only such as nothing
    /// after them has been passed on.
    public void omit(long extended) {
        omitted[(int) (total & (SIZE - 1))] = extended;
        total++;
    }

    public void reset() {
        total = 0;
    }
}
