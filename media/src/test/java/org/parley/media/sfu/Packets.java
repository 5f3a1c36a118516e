// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Builds the packets that a publisher sends.
final class Packets {
    private final int payloadType;
    private final int ssrc;
    private int sequence;
    private int timestamp;
    private boolean marker;
    private boolean padding;
    private byte[] payload = {};
    private final Map<Integer, byte[]> extensions = new LinkedHashMap<>();

    private Packets(int payloadType, int ssrc) {
        this.payloadType = payloadType;
        this.ssrc = ssrc;
    }

    static Packets of(int payloadType, int ssrc) {
        return new Packets(payloadType, ssrc);
    }

    Packets at(int sequenceNumber, int time) {
        sequence = sequenceNumber;
        timestamp = time;
        return this;
    }

    Packets marked() {
        marker = true;
        return this;
    }

    Packets extension(int id, byte... value) {
        extensions.put(id, value);
        return this;
    }

    Packets extension(int id, String value) {
        return extension(id, value.getBytes(StandardCharsets.US_ASCII));
    }

    Packets payload(byte... bytes) {
        payload = bytes;
        return this;
    }

    /// Four bytes of padding behind the payload.
    Packets padded() {
        padding = true;
        return this;
    }

    /// VP8 payload descriptor with 15-bit picture id and TL0PICIDX, one byte of frame, and some more.
    Packets vp8(boolean key, boolean start, int pictureId, int tl0) {
        return payload(
                (byte) (0x80 | (start ? 0x10 : 0)),
                (byte) 0xE0,
                (byte) (0x80 | (pictureId >>> 8)),
                (byte) pictureId,
                (byte) tl0,
                (byte) 0x20,
                (byte) (key ? 0 : 1),
                (byte) sequence,
                (byte) 0xAA);
    }

    byte[] build() {
        ByteArrayOutputStream extension = new ByteArrayOutputStream();
        boolean twoByte = extensions.entrySet().stream().anyMatch(e -> e.getKey() > 14 || e.getValue().length > 16);
        extensions.forEach((id, value) -> {
            if (twoByte) {
                extension.write(id);
                extension.write(value.length);
            } else {
                extension.write((id << 4) | (value.length - 1));
            }
            extension.writeBytes(value);
        });
        while (extension.size() % 4 != 0) {
            extension.write(0);
        }
        boolean extended = extension.size() > 0;
        ByteBuffer packet =
                ByteBuffer.allocate(12 + (extended ? 4 + extension.size() : 0) + payload.length + (padding ? 4 : 0));
        packet.put((byte) (0x80 | (padding ? 0x20 : 0) | (extended ? 0x10 : 0)));
        packet.put((byte) ((marker ? 0x80 : 0) | payloadType));
        packet.putShort((short) sequence).putInt(timestamp).putInt(ssrc);
        if (extended) {
            packet.putShort((short) (twoByte ? 0x1000 : 0xBEDE));
            packet.putShort((short) (extension.size() / 4));
            packet.put(extension.toByteArray());
        }
        packet.put(payload);
        if (padding) {
            packet.put(new byte[] {0, 0, 0, 4});
        }
        return packet.array();
    }
}
