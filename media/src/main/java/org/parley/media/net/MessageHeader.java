// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.lang.foreign.ValueLayout;

/// Offsets in the structures of `recvmmsg` and `sendmmsg` on 64-bit Linux, which are the same for all
/// processors.
final class MessageHeader {
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    /// `struct mmsghdr`.
    static final int SIZE = 64;

    static final int NAME = 0;
    static final int NAME_LENGTH = 8;
    static final int IOVEC = 16;
    static final int IOVEC_COUNT = 24;
    static final int CONTROL = 32;
    static final int CONTROL_LENGTH = 40;
    static final int FLAGS = 48;
    static final int LENGTH = 56;

    /// `struct iovec`: base, length.
    static final int IOVEC_SIZE = 16;

    /// `struct cmsghdr`: length, level, type, and the data behind it.
    static final int CMSG_LEVEL = 8;

    static final int CMSG_TYPE = 12;
    static final int CMSG_DATA = 16;

    static final int IPPROTO_IP = 0;
    static final int IP_PKTINFO = 8;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_PKTINFO = 50;
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;

    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    private MessageHeader() {}
}
