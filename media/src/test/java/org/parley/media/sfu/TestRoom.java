// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.parley.media.ConnectionState;
import org.parley.media.RoomListener;
import org.parley.media.SdpException;
import org.parley.media.Slot;
import org.parley.media.Source;
import org.parley.media.sdp.Offers;
import org.parley.media.transport.Counters;
import org.parley.media.transport.LocalTransport;

/// A room in virtual time, and a record of what it told.
final class TestRoom implements RoomListener {
    static final LocalTransport TRANSPORT = new LocalTransport(
            "srvr",
            "0123456789abcdefghijkl",
            "00" + ":11".repeat(31),
            List.of("candidate:1 1 udp 2130706431 192.0.2.1 10000 typ host"));
    static final long MS = 1_000_000;

    final Counters counters = new Counters();
    final SfuRoom room;
    final Map<String, List<Slot>> slots = new HashMap<>();
    final Map<String, Integer> quality = new HashMap<>();
    final List<String> offersWanted = new ArrayList<>();
    final List<List<String>> speakers = new ArrayList<>();
    long now = 1_000_000_000L;

    private static final MemorySegment BUFFER = Arena.global().allocate(4_096);
    private int csrcs = 100;

    TestRoom() {
        this(Preference.DEFAULT);
    }

    TestRoom(Preference preference) {
        room = new SfuRoom(this, new Random(7), preference, counters);
    }

    /// An endpoint with its sink and answer.
    final class Member {
        final String id;
        final RecordingSink sink = new RecordingSink();
        final SfuEndpoint endpoint;
        final int csrc;
        String answer = "";

        Member(String id) {
            this.id = id;
            this.csrc = ++csrcs;
            this.endpoint = room.join(id, csrc, sink, now);
        }

        Member offer(String sdp, Map<String, Source> tracks) {
            try {
                answer = endpoint.negotiate(sdp, tracks, remote -> TRANSPORT, now);
            } catch (SdpException e) {
                throw new AssertionError(e);
            }
            return this;
        }

        Member connect() {
            endpoint.onConnected(now);
            return this;
        }

        void rtp(byte[] packet) {
            receive(packet);
            room.forward();
        }

        /// As [#rtp(byte[])], in the middle of a turn of the loop.
        void receive(byte[] packet) {
            MemorySegment.copy(packet, 0, BUFFER, ValueLayout.JAVA_BYTE, 16, packet.length);
            endpoint.onRtp(BUFFER, 16, packet.length, now);
        }

        void rtp(Packets packet) {
            rtp(packet.build());
        }

        void rtcp(byte[] packet) {
            MemorySegment.copy(packet, 0, BUFFER, ValueLayout.JAVA_BYTE, 16, packet.length);
            endpoint.onRtcp(BUFFER, 16, packet.length, now);
        }

        /// SSRC that the answer names for a slot; RTX is the second.
        List<Integer> ssrcs(String mid) {
            String section = answer.substring(answer.indexOf("a=mid:" + mid + "\r\n"));
            int end = section.indexOf("\r\nm=");
            return (end < 0 ? section : section.substring(0, end))
                    .lines()
                    .filter(line -> line.startsWith("a=ssrc:") && line.contains(" cname:"))
                    .map(line -> Integer.parseUnsignedInt(line.substring(7, line.indexOf(' '))))
                    .toList();
        }

        List<Sent> received(String mid) {
            return sink.withSsrc(ssrcs(mid).getFirst());
        }
    }

    Member chromium(String id) {
        return new Member(id).offer(Offers.CHROMIUM, Offers.TRACKS).connect();
    }

    Member firefox(String id) {
        return new Member(id).offer(Offers.FIREFOX, Offers.TRACKS).connect();
    }

    /// Lets time pass, with the timer's calls in between.
    void pass(long nanos) {
        long end = now + nanos;
        while (room.nextWake() <= end) {
            now = Math.max(now, room.nextWake());
            room.onTimer(now);
        }
        now = end;
    }

    @Override
    public void onSlots(String endpoint, List<Slot> told) {
        slots.put(endpoint, told);
    }

    @Override
    public void onSpeakers(List<String> endpoints) {
        speakers.add(endpoints);
    }

    @Override
    public void onConnection(String endpoint, ConnectionState state) {
        throw new AssertionError("said by the transport, not by the room");
    }

    @Override
    public void onQuality(String endpoint, int level) {
        quality.put(endpoint, level);
    }

    @Override
    public void onOfferWanted(String endpoint, String reason) {
        offersWanted.add(endpoint + " " + reason);
    }
}
