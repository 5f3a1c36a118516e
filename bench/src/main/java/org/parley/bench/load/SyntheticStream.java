// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/// Makes the RTP packets of one published stream: RTP header, header extensions in the one-byte form (RFC
/// 8285), a valid VP8 payload descriptor (RFC 7741) or an Opus TOC byte, and filling. A video stream makes a
/// key frame when it was asked for one. Used by the thread of the [LoadLoop] alone.
final class SyntheticStream {
    /// First sequence numbers are below this, so that the roll-over counter starts unambiguously (RFC 3711
    /// §3.3.1).
    static final int FIRST_BELOW = 1 << 15;

    private static final int SRTP_TAG = 16;

    /// Voice activity, and a level of -20 dBov (RFC 6464).
    private static final byte SPEAKING = (byte) (0x80 | 20);

    private final StreamProfile profile;
    private final int ssrc;
    private final ExtensionIds extensions;
    private final byte[] mid;

    private int sequence;
    private int timestamp;
    private int pictureId;
    private boolean keyFrame = true;
    private boolean keyFrameWanted;
    private int keyFrames;

    /// @param firstSequence below [#FIRST_BELOW]
    SyntheticStream(StreamProfile profile, int ssrc, String mid, ExtensionIds extensions, int firstSequence) {
        this.profile = profile;
        this.ssrc = ssrc;
        this.extensions = extensions;
        this.mid = mid.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        this.sequence = firstSequence - 1;
    }

    /// Of a sequence drawn at random.
    static SyntheticStream draw(StreamProfile profile, int ssrc, String mid, ExtensionIds extensions) {
        return new SyntheticStream(
                profile, ssrc, mid, extensions, ThreadLocalRandom.current().nextInt(FIRST_BELOW));
    }

    StreamProfile profile() {
        return profile;
    }

    int ssrc() {
        return ssrc;
    }

    /// RTP timestamp of the frame made last.
    int timestamp() {
        return timestamp;
    }

    /// Key frames begun since the start.
    int keyFrames() {
        return keyFrames;
    }

    void wantKeyFrame() {
        keyFrameWanted = true;
    }

    /// To be called before the packets of each frame.
    void nextFrame() {
        timestamp += (int) (profile.clockRate() * profile.interval().toNanos() / 1_000_000_000);
        pictureId = (pictureId + 1) & 0x7fff;
        keyFrame = keyFrameWanted || pictureId == 1;
        keyFrameWanted = false;
        if (keyFrame) {
            keyFrames++;
        }
    }

    /// Writes packet `index` of the present frame at the start of `out` and leaves it ready to be read.
    ///
    /// @param transportSequence for the transport-wide sequence number extension
    void write(int index, int transportSequence, ByteBuffer out) {
        boolean last = index == profile.sizes().size() - 1;
        sequence++;
        out.clear();
        out.put((byte) 0x90).put((byte) ((last && profile.video() ? 0x80 : 0) | profile.payloadType()));
        out.putShort((short) sequence).putInt(timestamp).putInt(ssrc);
        writeExtensions(transportSequence, out);
        if (profile.video()) {
            writeVp8(index, out);
        } else {
            out.put((byte) 0x78); // RFC 6716 §3.1: SILK and CELT, 20 ms, one frame
        }
        int end = profile.sizes().get(index) - SRTP_TAG;
        while (out.position() < end) {
            out.put((byte) out.position());
        }
        out.putLong(end - Long.BYTES, System.nanoTime()).flip();
    }

    /// When a packet with this much in it, SRTP's tag taken off, was written.
    static long sentAt(ByteBuffer packet, int length) {
        return packet.getLong(length - Long.BYTES);
    }

    private void writeExtensions(int transportSequence, ByteBuffer out) {
        out.putShort((short) 0xbede).putShort((short) 0);
        int start = out.position();
        if (extensions.mid() > 0) {
            out.put((byte) (extensions.mid() << 4 | mid.length - 1)).put(mid);
        }
        if (extensions.transportSequence() > 0) {
            out.put((byte) (extensions.transportSequence() << 4 | 1)).putShort((short) transportSequence);
        }
        if (!profile.video() && extensions.audioLevel() > 0) {
            out.put((byte) (extensions.audioLevel() << 4)).put(SPEAKING);
        }
        while ((out.position() - start) % 4 != 0) {
            out.put((byte) 0);
        }
        out.putShort(start - 2, (short) ((out.position() - start) / 4));
    }

    private void writeVp8(int index, ByteBuffer out) {
        out.put((byte) (index == 0 ? 0x90 : 0x80)); // X, and S at the start of the partition
        out.put((byte) 0xe0); // I, L, T: picture id, TL0PICIDX, TID
        out.putShort((short) (0x8000 | pictureId)).put((byte) pictureId).put((byte) 0x20);
        if (index == 0) { // RFC 6386 §9.1: frame tag, the start code of a key frame, 640 x 360
            out.put((byte) (keyFrame ? 0x10 : 0x11)).put((byte) 0x02).put((byte) 0);
            if (keyFrame) {
                out.put((byte) 0x9d).put((byte) 0x01).put((byte) 0x2a);
                out.put((byte) 0x80).put((byte) 0x02).put((byte) 0x68).put((byte) 0x01);
            }
        }
    }
}
