// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.media.crypto.Ciphers;
import org.parley.media.srtp.MasterKey;
import org.parley.media.srtp.SrtpProfile;
import org.parley.media.srtp.SrtpReceiver;
import org.parley.media.srtp.SrtpSender;

/// One endpoint's UDP socket with the SRTP streams it sends and the ones it receives. All but a sample of
/// what arrives is judged by its header alone, so that the generator stays light; the sample is decrypted.
/// Belongs to the [LoadLoop].
final class MediaSocket {
    /// One packet of so many is decrypted; a power of two.
    private static final int SAMPLE = 64;

    /// A frame that leaves this late after its time counts as late.
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final int READS_AT_ONCE = 64;

    /// Scratch memory of the loop's one thread, with room for the SRTP trailer.
    private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(2_048);

    private static final MemorySegment MEMORY = MemorySegment.ofBuffer(BUFFER);

    /// What is not SRTP (RFC 7983), and the time.
    interface Signals {
        void onDatagram(ByteBuffer datagram);

        void onTick(long nowNanos);
    }

    private static final class Sending {
        final SyntheticStream stream;
        long due;
        int packets;
        int octets;

        Sending(SyntheticStream stream) {
            this.stream = stream;
        }
    }

    private final DatagramChannel channel;
    private long firstAt;
    private final Totals totals;
    private final List<Sending> sending = new ArrayList<>();
    private final List<StreamCheck> checks = new ArrayList<>();
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private @Nullable Signals signals;
    private boolean active;
    private int transportSequence;

    MediaSocket(Totals totals) {
        this(totals, InetAddress.getLoopbackAddress());
    }

    /// @param address of this machine, to send from
    MediaSocket(Totals totals, InetAddress address) {
        this.totals = totals;
        try {
            channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.bind(new InetSocketAddress(address, 0));
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        totals.add(this);
    }

    DatagramChannel channel() {
        return channel;
    }

    int port() {
        return channel.socket().getLocalPort();
    }

    /// Where everything is sent, and the only source from which anything is taken.
    void connect(InetSocketAddress remote) {
        try {
            channel.connect(remote);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signals(Signals newSignals) {
        signals = newSignals;
    }

    void protect(SrtpProfile profile, MasterKey sendKey, MasterKey receiveKey) {
        sender = new SrtpSender(Ciphers.best(), profile, sendKey);
        receiver = new SrtpReceiver(Ciphers.best(), profile, receiveKey);
    }

    void publish(SyntheticStream stream) {
        sending.add(new Sending(stream));
    }

    /// @param phase from 0 to 1: where in its interval the first frame of each stream is due
    private void activate(boolean on, double phase, long nowNanos) {
        active = on;
        for (var each : sending) {
            each.due =
                    nowNanos + (long) (phase * each.stream.profile().interval().toNanos());
        }
    }

    /// Lets the streams of all these sockets run, their frames spread evenly over the interval, or stops
    /// them.
    static int activateAll(List<MediaSocket> sockets, boolean on) {
        long now = System.nanoTime();
        var senders =
                sockets.stream().filter(socket -> !socket.sending.isEmpty()).toList();
        for (int i = 0; i < senders.size(); i++) {
            senders.get(i).activate(on, (double) i / senders.size(), now);
        }
        return senders.size();
    }

    /// Sends the frames that are due.
    ///
    /// @return when the next one is
    long sendDue(long nowNanos) {
        long next = Long.MAX_VALUE;
        if (!active || sender == null) {
            return next;
        }
        for (var each : sending) {
            while (each.due <= nowNanos) {
                if (nowNanos - each.due > LATE_NANOS) {
                    totals.late++;
                }
                sendFrame(each);
                each.due += each.stream.profile().interval().toNanos();
            }
            next = Math.min(next, each.due);
        }
        return next;
    }

    private void sendFrame(Sending each) {
        each.stream.nextFrame();
        for (int i = 0; i < each.stream.profile().sizes().size(); i++) {
            each.stream.write(i, transportSequence++ & 0xffff, BUFFER);
            each.packets++;
            each.octets += BUFFER.remaining();
            int length = Objects.requireNonNull(sender).protectRtp(MEMORY, 0, BUFFER.limit());
            if (length > 0) {
                send(BUFFER.clear().limit(length));
                totals.sent++;
            }
        }
    }

    void send(ByteBuffer datagram) {
        try {
            if (channel.write(datagram) == 0) {
                totals.unsent++;
            }
        } catch (PortUnreachableException ignored) {
            totals.unsent++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void receive() {
        try {
            for (int i = 0; i < READS_AT_ONCE; i++) {
                BUFFER.clear();
                if (channel.read(BUFFER) <= 0) {
                    return;
                }
                BUFFER.flip();
                onDatagram();
            }
        } catch (PortUnreachableException ignored) {
            // The server has gone; whoever counts will notice.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void onDatagram() {
        int length = BUFFER.limit();
        int first = BUFFER.get(0) & 0xff;
        if (first < 128 || first > 191 || length < 12) {
            if (signals != null) {
                signals.onDatagram(BUFFER);
            }
        } else if ((BUFFER.get(1) & 0x7f) >= 64 && (BUFFER.get(1) & 0x7f) < 96) {
            onRtcp(length); // RFC 5761 §4
        } else {
            onRtp(length);
        }
    }

    private void onRtp(int length) {
        var check = check(BUFFER.getInt(8));
        check.on(BUFFER.getShort(2) & 0xffff);
        if (firstAt == 0) {
            firstAt = System.nanoTime();
        }
        totals.received++;
        totals.receivedBytes += length;
        if (receiver != null && (check.received() & SAMPLE - 1) == 1) {
            int plain = receiver.unprotectRtp(MEMORY, 0, length);
            if (plain > 0) {
                totals.decrypted++;
                totals.delays.add(System.nanoTime() - SyntheticStream.sentAt(BUFFER, plain));
            } else {
                totals.refused++;
            }
        }
    }

    private void onRtcp(int length) {
        totals.receivedRtcp++;
        if (receiver == null) {
            return;
        }
        int plain = receiver.unprotectRtcp(MEMORY, 0, length);
        if (plain < 0) {
            totals.refused++;
            return;
        }
        for (int at = 0; at + 12 <= plain; at += 4 + 4 * (BUFFER.getShort(at + 2) & 0xffff)) {
            int format = BUFFER.get(at) & 0x1f;
            boolean payloadSpecific = (BUFFER.get(at + 1) & 0xff) == 206; // RFC 4585 §6.3, RFC 5104 §4.3.1
            if (payloadSpecific && (format == 1 || format == 4)) {
                totals.keyFrameRequests++;
                sending.stream()
                        .filter(each -> each.stream.profile().video())
                        .forEach(each -> each.stream.wantKeyFrame());
            }
        }
    }

    private StreamCheck check(int ssrc) {
        for (int i = 0; i < checks.size(); i++) {
            if (checks.get(i).ssrc() == ssrc) {
                return checks.get(i);
            }
        }
        var check = new StreamCheck(ssrc);
        checks.add(check);
        return check;
    }

    List<StreamCheck> checks() {
        return checks;
    }

    /// When the first RTP packet came, in nanoseconds of [System#nanoTime], or 0 if none has.
    long firstAt() {
        return firstAt;
    }

    void onTick(long nowNanos) {
        if (signals != null) {
            signals.onTick(nowNanos);
        }
    }

    /// Sends a sender report for each stream sent, or a receiver report, with blocks for up to 31 streams
    /// received.
    void report(int ownSsrc) {
        if (sender == null) {
            return;
        }
        int length = Reports.write(BUFFER, ownSsrc, checks);
        sendRtcp(length);
        for (var each : sending) {
            if (each.packets > 0) {
                sendRtcp(Reports.writeSender(BUFFER, each.stream, each.packets, each.octets));
            }
        }
    }

    private void sendRtcp(int length) {
        int protectedLength = Objects.requireNonNull(sender).protectRtcp(MEMORY, 0, length);
        if (protectedLength > 0) {
            send(BUFFER.clear().limit(protectedLength));
        }
    }

    void close() {
        try {
            channel.close();
            if (sender != null) {
                sender.close();
            }
            if (receiver != null) {
                receiver.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
