// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.parley.media.ConnectionState;
import org.parley.media.Room;
import org.parley.media.RoomListener;
import org.parley.media.SdpException;
import org.parley.media.Source;
import org.parley.media.Wanted;
import org.parley.media.sfu.SfuEndpoint;
import org.parley.media.sfu.SfuRoom;
import org.parley.media.transport.LocalTransport;
import org.parley.media.transport.PacketHandler;
import org.parley.media.transport.RemoteTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A room on its loop: joins the forwarding of a meeting to its endpoints' transports. Calls come from any
/// thread and are done on the loop, one after the other.
public final class MediaRoom implements Room {
    private static final Logger log = LoggerFactory.getLogger(MediaRoom.class);

    private final EventLoop loop;
    private final RoomListener listener;
    private final Consumer<Room> onClosed;
    private final SfuRoom room;
    private final Map<String, Member> members = new HashMap<>();
    private final RoomTimer timer = new RoomTimer();
    private boolean closed;
    /// The loop's mark that this room's next time of waking has to be asked for.
    boolean touched;

    public MediaRoom(LoopGroup loops, RoomListener listener, Consumer<Room> onClosed) {
        this.onClosed = onClosed;
        this.loop = loops.nextLoop();
        this.listener = listener;
        room = new SfuRoom(listener, loops.random(), loop.counters());
    }

    private final class RoomTimer extends TimerHeap.Timer {
        @Override
        void onTimer(long nowNanos) {
            loop.touch(MediaRoom.this);
            room.onTimer(nowNanos);
        }
    }

    /// An endpoint in the room: passes its packets on, and keeps the room's timer right.
    private final class Member implements PacketHandler, TransportListener {
        private final String id;
        private final Transport transport;
        private final SfuEndpoint endpoint;
        private boolean connectedBefore;

        Member(String id, int csrc) {
            this.id = id;
            transport = loop.open(this);
            try {
                endpoint = room.join(id, csrc, transport, System.nanoTime());
            } catch (RuntimeException e) {
                transport.close();
                throw e;
            }
            transport.handler(this);
        }

        @Override
        public void onRtp(MemorySegment buffer, long offset, int length, long nowNanos) {
            loop.touch(MediaRoom.this);
            endpoint.onRtp(buffer, offset, length, nowNanos);
        }

        @Override
        public void onRtcp(MemorySegment buffer, long offset, int length, long nowNanos) {
            loop.touch(MediaRoom.this);
            endpoint.onRtcp(buffer, offset, length, nowNanos);
        }

        @Override
        public void onState(ConnectionState state) {
            if (state == ConnectionState.CONNECTED && !connectedBefore) {
                connectedBefore = true;
                loop.touch(MediaRoom.this);
                endpoint.onConnected(System.nanoTime());
            }
            listener.onConnection(id, state);
        }
    }

    /// Whether a frame has come in part.
    boolean isFrameOpen() {
        return room.isFrameOpen();
    }

    /// Nothing more comes in this turn of the loop.
    void endTurn(TimerHeap timers) {
        touched = false;
        if (!closed) {
            room.forward();
        }
        timers.set(timer, closed ? TimerHeap.NEVER : room.nextWake());
    }

    private void run(Runnable task) {
        loop.execute(() -> {
            if (!closed) {
                loop.touch(this);
                task.run();
            }
        });
    }

    @Override
    public void join(String endpoint, int csrc) {
        if (endpoint.isEmpty() || endpoint.length() > 64) {
            throw new IllegalArgumentException("an endpoint id has 1 to 64 characters, not " + endpoint.length());
        }
        if (csrc == 0) {
            throw new IllegalArgumentException("csrc must not be 0");
        }
        run(() -> members.put(endpoint, new Member(endpoint, csrc)));
    }

    @Override
    public CompletionStage<String> offer(String endpoint, String sdp, Map<String, Source> tracks) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Map<String, Source> copy = Map.copyOf(tracks);
        loop.execute(() -> {
            Member member = members.get(endpoint);
            if (closed || member == null) {
                answer.completeExceptionally(new SdpException("the endpoint is not in the room"));
                return;
            }
            loop.touch(this);
            try {
                answer.complete(negotiate(member, sdp, copy));
            } catch (SdpException e) {
                answer.completeExceptionally(e);
            } catch (RuntimeException e) {
                // Whatever an offer contains that makes our own code fail: it costs the endpoint its offer.
                log.error("an offer made the forwarding core fail", e);
                answer.completeExceptionally(new SdpException("the offer cannot be processed"));
            }
        });
        return answer;
    }

    private static String negotiate(Member member, String sdp, Map<String, Source> tracks) throws SdpException {
        try {
            return member.endpoint.negotiate(
                    sdp, tracks, remote -> configure(member.transport, remote), System.nanoTime());
        } catch (NotServable e) {
            throw new SdpException(e.reason);
        }
    }

    private static LocalTransport configure(Transport transport, RemoteTransport remote) {
        try {
            return transport.configure(remote);
        } catch (IllegalArgumentException e) {
            throw new NotServable(String.valueOf(e.getMessage()));
        }
    }

    /// Carries a refusal through the forwarding core's callback.
    private static final class NotServable extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String reason;

        NotServable(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }

    @Override
    public void view(String endpoint, List<Wanted> wanted) {
        List<Wanted> copy = List.copyOf(wanted);
        run(() -> room.view(endpoint, copy, System.nanoTime()));
    }

    @Override
    public void allow(String endpoint, Source source, boolean allowed) {
        run(() -> room.allow(endpoint, source, allowed, System.nanoTime()));
    }

    @Override
    public void leave(String endpoint) {
        run(() -> remove(endpoint));
    }

    private void remove(String endpoint) {
        Member member = members.remove(endpoint);
        if (member != null) {
            room.leave(endpoint, System.nanoTime());
            member.transport.close();
        }
    }

    @Override
    public void close() {
        onClosed.accept(this);
        loop.executeIfRunning(() -> {
            if (closed) {
                return;
            }
            closed = true;
            loop.cancel(timer);
            List.copyOf(members.values()).forEach(member -> member.transport.close());
            members.clear();
        });
    }
}
