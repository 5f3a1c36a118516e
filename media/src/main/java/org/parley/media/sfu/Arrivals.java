// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.parley.media.rtp.MediaFormat;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.VideoDescriptor;

/// What has come in one turn of the loop and is still to be forwarded. The packets of a publication go out
/// receiver by receiver, because a receiver's state (slot, sequence numbers, keys) is some 25 lines of the
/// cache: so these are fetched once for the packets of a frame and not once for each of them.
///
/// Packets are copied when they are added, since the memory they came in belongs to others. Allocates nothing
/// once there is a packet.
final class Arrivals {
    private static final int SIZE = 32;
    /// Above what can be sent on, with the header that it came with.
    private static final int SLOT = 2_048;

    /// The packet in hand, and what is read of it. [#add] keeps them and puts others here.
    RtpPacket packet = new RtpPacket();
    VideoDescriptor descriptor = new VideoDescriptor();

    private final RtpPacket[] packets = new RtpPacket[SIZE];
    private final VideoDescriptor[] descriptors = new VideoDescriptor[SIZE];
    private final @Nullable Layer[] layers = new @Nullable Layer[SIZE];
    private final MediaFormat[] formats = new MediaFormat[SIZE];
    private final long[] numbers = new long[SIZE];
    private final long[] times = new long[SIZE];
    /// Places of the packets of one publication.
    private final int[] together = new int[SIZE];

    private MemorySegment memory = MemorySegment.NULL;
    private int count;
    private int openFrames;

    /// Keeps the packet in hand for the slots that its publication feeds.
    ///
    /// @param number of the packet in its layer, without gaps
    /// @return false if it is too long for any receiver
    boolean add(Layer layer, MediaFormat format, long number, long now) {
        if (packet.unpaddedLength() > SLOT) {
            return false;
        }
        if (memory.byteSize() == 0) {
            memory = Arena.ofAuto().allocate((long) SIZE * SLOT, 64);
            for (int i = 0; i < SIZE; i++) {
                packets[i] = new RtpPacket();
                descriptors[i] = new VideoDescriptor();
            }
        }
        if (count == SIZE) {
            forward();
        }
        int i = count++;
        RtpPacket free = packets[i];
        packets[i] = packet;
        packet.moveTo(memory, (long) i * SLOT);
        packet = free;
        VideoDescriptor freeDescriptor = descriptors[i];
        descriptors[i] = descriptor;
        descriptor = freeDescriptor;
        layers[i] = layer;
        formats[i] = format;
        numbers[i] = number;
        times[i] = now;
        noteFrame(layer, layer.publication.source.isVideo() && !packets[i].marker());
        return true;
    }

    /// Whether the last packet of some layer is not the last of its frame.
    boolean isFrameOpen() {
        return openFrames > 0;
    }

    private void noteFrame(Layer layer, boolean open) {
        if (open != layer.frameOpen) {
            layer.frameOpen = open;
            openFrames += open ? 1 : -1;
        }
    }

    /// Hands everything to the slots. To be called before anything changes which slots are fed by whom, or
    /// what a slot does with a packet.
    void forward() {
        int end = count;
        count = 0; // whatever happens below: no packet is sent twice
        for (int first = 0; first < end; first++) {
            Layer layer = layers[first];
            if (layer != null) {
                Publication publication = layer.publication;
                int packetsOfIt = gather(publication, first, end);
                for (int i = 0; i < publication.fedCount; i++) {
                    hand(publication.fed[i], packetsOfIt);
                }
                for (int i = 0; i < packetsOfIt; i++) {
                    layers[together[i]] = null;
                }
            }
        }
    }

    private int gather(Publication publication, int from, int to) {
        int found = 0;
        for (int i = from; i < to; i++) {
            Layer layer = layers[i];
            if (layer != null && layer.publication == publication) {
                together[found++] = i;
                noteFrame(layer, false);
            }
        }
        return found;
    }

    private void hand(SlotSender slot, int howMany) {
        for (int i = 0; i < howMany; i++) {
            int at = together[i];
            Layer layer = layers[at];
            if (layer != null) {
                slot.onPacket(layer, packets[at], descriptors[at], formats[at], numbers[at], times[at]);
            }
        }
    }
}
