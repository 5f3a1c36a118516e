// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.parley.media.ConnectionState;
import org.parley.media.dtls.DtlsAssociation;
import org.parley.media.dtls.DtlsEvents;
import org.parley.media.dtls.Fingerprint;
import org.parley.media.ice.CandidatePair;
import org.parley.media.ice.Consent;
import org.parley.media.ice.IceAgent;
import org.parley.media.ice.IceCredentials;
import org.parley.media.net.PacketSlots;
import org.parley.media.srtp.SrtpKeys;
import org.parley.media.srtp.SrtpReceiver;
import org.parley.media.srtp.SrtpSender;
import org.parley.media.stun.StunMessage;
import org.parley.media.transport.Counter;
import org.parley.media.transport.LocalTransport;
import org.parley.media.transport.PacketHandler;
import org.parley.media.transport.PacketSink;
import org.parley.media.transport.RemoteTransport;

/// One endpoint's transport: ICE decides which path it uses, DTLS gives its keys, SRTP protects its packets.
/// Belongs to its loop's thread, but for the events of DTLS, which hand themselves over. Sending and
/// receiving make no garbage.
public final class Transport implements PacketSink {
    /// Packets for one endpoint in one turn of the loop; what it asks beyond is more than any network takes
    /// at once.
    private static final int MAX_QUEUED = 1_024;

    private final EventLoop loop;
    private final TransportListener listener;
    private final IceAgent ice;
    private PacketHandler handler;
    private @Nullable Fingerprint fingerprint;
    private @Nullable DtlsAssociation dtls;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private ConnectionState state = ConnectionState.CONNECTING;
    private boolean expired;
    private boolean closed;
    /// Chain of packets that leave at the end of this turn.
    private int first = PacketSlots.NONE;
    private int last = PacketSlots.NONE;
    private int queued;

    Transport(EventLoop loop, TransportListener listener) {
        this.loop = loop;
        this.listener = listener;
        ice = new IceAgent(loop.group().random());
        handler = NOBODY;
    }

    private static final PacketHandler NOBODY = new PacketHandler() {
        @Override
        public void onRtp(MemorySegment buffer, long offset, int length, long nowNanos) {
            // nobody is there yet
        }

        @Override
        public void onRtcp(MemorySegment buffer, long offset, int length, long nowNanos) {
            // nobody is there yet
        }
    };

    /// Who takes the packets that come in.
    public void handler(PacketHandler newHandler) {
        handler = newHandler;
    }

    public ConnectionState state() {
        return state;
    }

    /// Applies the transport part of an offer: the first time it makes everything ready, then it can restart
    /// ICE.
    ///
    /// @throws IllegalArgumentException if the offer can't be served; nothing has changed then. The message
    /// may be shown to whoever made the offer
    public LocalTransport configure(RemoteTransport remote) {
        if (closed) {
            throw new IllegalArgumentException("the transport is closed");
        }
        Fingerprint offered = new Fingerprint(remote.fingerprintHash(), remote.fingerprint());
        if (fingerprint != null && !fingerprint.equals(offered)) {
            throw new IllegalArgumentException("the fingerprint has changed: a new certificate needs a new transport");
        }
        IceCredentials local = ice.negotiate(remote.ufrag(), remote.pwd());
        loop.group().register(this, ice.ufrags());
        if (dtls == null) {
            fingerprint = offered;
            dtls = loop.group().dtls().associate(offered, new Association());
        }
        return new LocalTransport(
                local.ufrag(),
                local.pwd(),
                loop.group().dtls().fingerprint().value(),
                loop.group().candidates());
    }

    EventLoop loop() {
        return loop;
    }

    // ---- what comes in

    void onCheck(StunMessage check, Path path, boolean known, long now) {
        if (closed) {
            loop.counters().increment(Counter.NOT_READY);
            return;
        }
        switch (ice.onCheck(check, path, path.source(), now)) {
            case IceAgent.Outcome.Ignored ignored -> loop.counters().increment(Counter.CHECK_REFUSED);
            case IceAgent.Outcome.Refused refused -> {
                loop.counters().increment(Counter.CHECK_REFUSED);
                loop.sendRaw(path, refused.reply());
            }
            case IceAgent.Outcome.Valid valid -> {
                loop.counters().increment(Counter.CHECKS);
                path.pair = valid.pair();
                if (!known) {
                    loop.addPath(path);
                }
                if (valid.evicted() != null) {
                    loop.removePath((Path) valid.evicted().path());
                }
                loop.sendRaw(path, valid.reply());
                loop.group().register(this, ice.ufrags());
                checkConsent(now);
            }
        }
    }

    void onDtls(byte[] datagram) {
        if (dtls == null || !dtls.receive(datagram)) {
            loop.counters().increment(Counter.DTLS_DROPPED);
        }
    }

    void onRtp(CandidatePair pair, MemorySegment buffer, long offset, int length, long now) {
        SrtpReceiver srtp = receiver;
        if (srtp == null) {
            loop.counters().increment(Counter.NOT_READY);
            return;
        }
        int plain = srtp.unprotectRtp(buffer, offset, length);
        if (plain < 0) {
            countRefused(plain);
            return;
        }
        ice.onPacket(pair, now);
        handler.onRtp(buffer, offset, plain, now);
    }

    void onRtcp(CandidatePair pair, MemorySegment buffer, long offset, int length, long now) {
        SrtpReceiver srtp = receiver;
        if (srtp == null) {
            loop.counters().increment(Counter.NOT_READY);
            return;
        }
        int plain = srtp.unprotectRtcp(buffer, offset, length);
        if (plain < 0) {
            countRefused(plain);
            return;
        }
        ice.onPacket(pair, now);
        handler.onRtcp(buffer, offset, plain, now);
    }

    private void countRefused(int reason) {
        loop.counters()
                .increment(
                        switch (reason) {
                            case SrtpReceiver.REPLAYED -> Counter.REPLAYED;
                            case SrtpReceiver.NOT_AUTHENTIC -> Counter.NOT_AUTHENTIC;
                            case SrtpReceiver.TOO_MANY_STREAMS -> Counter.TOO_MANY_STREAMS;
                            default -> Counter.MALFORMED;
                        });
    }

    // ---- what goes out

    @Override
    public MemorySegment buffer() {
        return loop.slots().memory();
    }

    @Override
    public long reserve() {
        if (sender == null || expired || queued >= MAX_QUEUED || ice.selected() == null) {
            loop.counters().increment(Counter.NOT_CONNECTED);
            return -1;
        }
        int slot = loop.takeSlot();
        return slot < 0 ? -1 : PacketSlots.offset(slot);
    }

    @Override
    public void sendRtp(long offset, int length) {
        SrtpSender srtp = sender;
        int protectedLength =
                srtp == null || length > MAX_PACKET ? SrtpSender.REFUSED : srtp.protectRtp(buffer(), offset, length);
        queue(offset, protectedLength);
    }

    @Override
    public void sendRtp(long offset, int headerLength, MemorySegment payload, long payloadOffset, int payloadLength) {
        SrtpSender srtp = sender;
        int protectedLength = srtp == null || headerLength + payloadLength > MAX_PACKET
                ? SrtpSender.REFUSED
                : srtp.protectRtp(buffer(), offset, headerLength, payload, payloadOffset, payloadLength);
        queue(offset, protectedLength);
    }

    @Override
    public void sendRtcp(long offset, int length) {
        SrtpSender srtp = sender;
        int protectedLength =
                srtp == null || length > MAX_PACKET ? SrtpSender.REFUSED : srtp.protectRtcp(buffer(), offset, length);
        queue(offset, protectedLength);
    }

    @Override
    public void release(long offset) {
        loop.releaseSlot(PacketSlots.slot(offset));
    }

    private void queue(long offset, int length) {
        int slot = PacketSlots.slot(offset);
        if (length < 0) {
            loop.counters().increment(Counter.SEQUENCE_REUSED);
            loop.releaseSlot(slot);
            return;
        }
        loop.fillSlot(slot, length);
        if (first == PacketSlots.NONE) {
            first = slot;
            loop.hasOutput(this);
        } else {
            loop.slots().setNext(last, slot);
        }
        last = slot;
        queued++;
    }

    /// Puts what is queued into the loop's batch.
    void flush() {
        CandidatePair pair = ice.selected();
        if (pair != null && first != PacketSlots.NONE) {
            loop.send((Path) pair.path(), first);
        }
        first = PacketSlots.NONE;
        last = PacketSlots.NONE;
        queued = 0;
    }

    // ---- its life

    /// Called a few times a second.
    void checkConsent(long now) {
        Consent consent = ice.consent(now);
        expired = consent == Consent.EXPIRED;
        if (state == ConnectionState.CONNECTED && consent != Consent.FRESH) {
            become(ConnectionState.DISCONNECTED);
        } else if (state == ConnectionState.DISCONNECTED && consent == Consent.FRESH) {
            become(ConnectionState.CONNECTED);
        }
    }

    private void become(ConnectionState newState) {
        if (state != newState && state != ConnectionState.FAILED) {
            state = newState;
            listener.onState(newState);
        }
    }

    private void onKeys(SrtpKeys keys) {
        if (closed) {
            return;
        }
        sender = new SrtpSender(loop.group().ciphers(), keys.profile(), keys.server());
        receiver = new SrtpReceiver(loop.group().ciphers(), keys.profile(), keys.client());
        keys.server().forget();
        keys.client().forget();
        loop.counters().increment(Counter.HANDSHAKES);
        become(ConnectionState.CONNECTED);
    }

    private void fail(boolean inHandshake) {
        if (closed) {
            return;
        }
        if (inHandshake) {
            loop.counters().increment(Counter.HANDSHAKE_FAILED);
            become(ConnectionState.FAILED);
        } else {
            become(ConnectionState.DISCONNECTED);
        }
    }

    public void close() {
        if (closed) {
            return;
        }
        flush();
        closed = true;
        loop.group().unregister(this);
        for (CandidatePair pair : ice.pairs()) {
            loop.removePath((Path) pair.path());
            ice.forget(pair);
        }
        if (dtls != null) {
            dtls.close();
        }
        if (sender != null) {
            sender.close();
            sender = null;
        }
        if (receiver != null) {
            receiver.close();
            receiver = null;
        }
        loop.remove(this);
    }

    /// Another transport has proved that the path is its own now.
    void lose(Path path) {
        if (path.pair != null) {
            ice.forget(path.pair);
        }
    }

    /// Comes from the association's thread.
    private final class Association implements DtlsEvents {
        @Override
        public void send(byte[] datagram) {
            loop.executeIfRunning(() -> {
                CandidatePair pair = ice.selected();
                if (pair != null && !closed) {
                    loop.sendRaw((Path) pair.path(), datagram);
                }
            });
        }

        @Override
        public void onKeys(SrtpKeys keys) {
            loop.executeIfRunning(() -> Transport.this.onKeys(keys));
        }

        @Override
        public void onFailed(String why) {
            loop.executeIfRunning(() -> fail(true));
        }

        @Override
        public void onClosed() {
            loop.executeIfRunning(() -> fail(false));
        }
    }
}
