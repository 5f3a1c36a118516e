// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.util.ArrayList;
import java.util.List;

/// Who sends to whom in a measure: a number of meetings that are all alike. There are several so that the
/// load is one that CPU time can be told by within seconds.
///
/// @param seats of one meeting; the first is the host's
public record Shape(String name, int meetings, List<Seat> seats) {
    /// The audio slots a client needs for any meeting: docs/protocol.md.
    static final int AUDIO_SLOTS = 4;

    public Shape {
        seats = List.copyOf(seats);
    }

    /// What a participant does.
    public record Seat(boolean microphone, boolean camera, boolean receives) {
        boolean sends() {
            return microphone || camera;
        }
    }

    /// One sends sound and picture, the others only receive.
    public static Shape fanOut(int receivers, int meetings) {
        var seats = new ArrayList<Seat>();
        seats.add(new Seat(true, true, false));
        for (int i = 0; i < receivers; i++) {
            seats.add(new Seat(false, false, true));
        }
        return new Shape("1→" + receivers, meetings, seats);
    }

    /// All send their picture and receive all others; as many speak as there are audio slots less one, so
    /// that which of them are forwarded is no matter of chance.
    public static Shape everyone(int size, int meetings) {
        var seats = new ArrayList<Seat>();
        for (int i = 0; i < size; i++) {
            seats.add(new Seat(i < AUDIO_SLOTS - 1, true, true));
        }
        return new Shape(size + "×" + size, meetings, seats);
    }

    /// A large meeting in which few send.
    public static Shape audience(int size, int cameras) {
        var seats = new ArrayList<Seat>();
        for (int i = 0; i < size; i++) {
            seats.add(new Seat(i < AUDIO_SLOTS - 1, i < cameras, true));
        }
        return new Shape(cameras + " of " + size, 1, seats);
    }

    long microphones() {
        return seats.stream().filter(Seat::microphone).count();
    }

    long cameras() {
        return seats.stream().filter(Seat::camera).count();
    }

    /// Packets that must leave the forwarder in a second.
    public double packetsOutPerSecond(StreamProfile camera) {
        double sum = 0;
        for (var seat : seats) {
            if (seat.receives()) {
                sum += (cameras() - (seat.camera() ? 1 : 0)) * camera.packetsPerSecond();
                sum += (microphones() - (seat.microphone() ? 1 : 0)) * StreamProfile.AUDIO.packetsPerSecond();
            }
        }
        return meetings * sum;
    }

    /// Packets that reach the forwarder in a second.
    public double packetsInPerSecond(StreamProfile camera) {
        return meetings
                * (cameras() * camera.packetsPerSecond() + microphones() * StreamProfile.AUDIO.packetsPerSecond());
    }
}
