// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// The load of a [Shape] on a real server, by participants who go the whole way in.
public final class ServerLoad implements Load {
    /// Joins at once: more would let handshakes time out on a small machine.
    private static final int JOINS_AT_ONCE = 8;

    private final LoadLoop loop;
    private final Totals totals = new Totals();
    private final List<Endpoint> endpoints = new ArrayList<>();

    public ServerLoad(LoadLoop loop, Api api, Shape shape, StreamProfile camera)
            throws IOException, InterruptedException {
        this.loop = loop;
        for (int i = 0; i < shape.meetings(); i++) {
            fill(api, api.newMeeting(), shape, camera);
        }
    }

    /// A client for the HTTP of all participants.
    public static HttpClient httpClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private void fill(Api api, Api.Meeting meeting, Shape shape, StreamProfile camera)
            throws IOException, InterruptedException {
        var host = Endpoint.join(loop, api, meeting, "Seat 0", role(shape, 0, camera), totals);
        var seated = new ArrayList<>(List.of(host));
        var turns = new Semaphore(JOINS_AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var joins = new ArrayList<Future<Endpoint>>();
            for (int seat = 1; seat < shape.seats().size(); seat++) {
                var role = role(shape, seat, camera);
                var name = "Seat " + seat;
                joins.add(threads.submit(() -> {
                    turns.acquire();
                    try {
                        return Endpoint.join(loop, api, meeting, name, role, totals);
                    } finally {
                        turns.release();
                    }
                }));
            }
            for (var join : joins) {
                seated.add(join.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("a participant did not get in: " + e.getCause(), e);
        } finally {
            endpoints.addAll(seated);
        }
        for (int seat = 0; seat < seated.size(); seat++) {
            if (shape.seats().get(seat).receives()) {
                seated.get(seat).view(camerasBut(seat, shape, seated));
            }
        }
    }

    private static List<String> camerasBut(int self, Shape shape, List<Endpoint> seated) {
        var cameras = new ArrayList<String>();
        for (int seat = 0; seat < seated.size(); seat++) {
            if (seat != self && shape.seats().get(seat).camera()) {
                cameras.add(seated.get(seat).id());
            }
        }
        return cameras;
    }

    private static Endpoint.Role role(Shape shape, int seat, StreamProfile camera) {
        var what = shape.seats().get(seat);
        int videoSlots = (int) shape.cameras() - (what.camera() ? 1 : 0);
        return new Endpoint.Role(
                seat == 0,
                what.microphone(),
                what.camera() ? List.of(camera) : List.of(),
                what.receives() ? Shape.AUDIO_SLOTS : 0,
                what.receives() ? videoSlots : 0);
    }

    @Override
    public void run(boolean on) {
        var sockets = endpoints.stream().map(Endpoint::socket).toList();
        loop.call(() -> MediaSocket.activateAll(sockets, on)).join();
    }

    @Override
    public Counts counts() {
        return loop.call(totals::snapshot).join();
    }

    @Override
    public Delay delay() {
        return loop.call(totals.delays::take).join();
    }

    @Override
    public void close() {
        endpoints.forEach(Endpoint::leave);
    }
}
