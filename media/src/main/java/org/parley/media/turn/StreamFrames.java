// SPDX-License-Identifier: Apache-2.0
package org.parley.media.turn;

import java.nio.ByteBuffer;

/// Cuts a stream into STUN messages and ChannelData (RFC 8656 §12.5, where both are padded to four bytes).
final class StreamFrames {
    /// A packet of 1,500 bytes in a Send indication, and some room.
    static final int MOST = 1_700;

    /// Gets each frame as it came, without padding.
    interface Sink {
        void onStun(byte[] frame, int length);

        /// @param length of the data, which begins at 4
        void onChannelData(int channel, byte[] frame, int length);
    }

    private static final int CHANNEL_HEADER = 4;
    private static final int STUN_HEADER = 20;

    private final byte[] frame = new byte[MOST];
    private int have;

    /// @return false if this is no such stream, or a frame is too long: then nothing that follows can be read
    boolean take(ByteBuffer in, Sink sink) {
        while (in.hasRemaining()) {
            int wanted = have < CHANNEL_HEADER ? CHANNEL_HEADER : padded();
            int count = Math.min(wanted - have, in.remaining());
            in.get(frame, have, count);
            have += count;
            // Neither (RFC 8656 §12), or more than there can be.
            if (have == CHANNEL_HEADER && ((frame[0] & 0x80) != 0 || padded() > MOST)) {
                return false;
            }
            if (have >= CHANNEL_HEADER && have == padded()) {
                have = 0;
                if (isChannelData()) {
                    sink.onChannelData(int16(0), frame, int16(2));
                } else {
                    sink.onStun(frame, STUN_HEADER + int16(2));
                }
            }
        }
        return true;
    }

    private boolean isChannelData() {
        return (frame[0] & 0xc0) == 0x40;
    }

    private int padded() {
        return (isChannelData() ? CHANNEL_HEADER : STUN_HEADER) + (int16(2) + 3 & ~3);
    }

    private int int16(int at) {
        return (frame[at] & 0xff) << 8 | (frame[at + 1] & 0xff);
    }

    /// A ChannelData message for a stream.
    static byte[] channelData(int channel, byte[] data, int length) {
        var bytes = new byte[CHANNEL_HEADER + (length + 3 & ~3)];
        bytes[0] = (byte) (channel >>> 8);
        bytes[1] = (byte) channel;
        bytes[2] = (byte) (length >>> 8);
        bytes[3] = (byte) length;
        System.arraycopy(data, 0, bytes, CHANNEL_HEADER, length);
        return bytes;
    }
}
