// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// An RTP packet that was sent, read by code that has nothing in common with the code under test.
final class Sent {
    private final byte[] bytes;

    Sent(byte[] bytes) {
        this.bytes = bytes;
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes);
    }

    boolean marker() {
        return bytes[1] < 0;
    }

    int payloadType() {
        return bytes[1] & 0x7f;
    }

    int sequence() {
        return buffer().getShort(2) & 0xffff;
    }

    int timestamp() {
        return buffer().getInt(4);
    }

    int ssrc() {
        return buffer().getInt(8);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int csrcCount() {
        return bytes[0] & 0x0f;
    }

    int csrc() {
        return buffer().getInt(12);
    }

    private boolean extended() {
        return (bytes[0] & 0x10) != 0;
    }

    byte[] payload() {
        int start = 12 + csrcCount() * 4;
        if (extended()) {
            start += 4 + (buffer().getShort(start + 2) & 0xffff) * 4;
        }
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    /// Value of a header extension, empty if there is none.
    byte[] extension(int id) {
        int at = 12 + csrcCount() * 4;
        if (!extended()) {
            return new byte[0];
        }
        boolean twoByte = (buffer().getShort(at) & 0xfff0) == 0x1000;
        int end = at + 4 + (buffer().getShort(at + 2) & 0xffff) * 4;
        at += 4;
        while (at < end) {
            if (bytes[at] == 0) {
                at++;
                continue;
            }
            int found = twoByte ? bytes[at] & 0xff : (bytes[at] & 0xff) >>> 4;
            int length = twoByte ? bytes[at + 1] & 0xff : (bytes[at] & 0x0f) + 1;
            at += twoByte ? 2 : 1;
            if (found == id) {
                return Arrays.copyOfRange(bytes, at, at + length);
            }
            at += length;
        }
        return new byte[0];
    }
}
