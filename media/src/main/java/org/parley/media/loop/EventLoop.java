// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.parley.media.net.AddressTable;
import org.parley.media.net.PacketIo;
import org.parley.media.net.PacketSlots;
import org.parley.media.net.TcpConnection;
import org.parley.media.transport.Counter;
import org.parley.media.transport.Counters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that does everything for its rooms: takes a batch of packets, lets the rooms forward them, runs
/// what other threads have asked for and what timers have come due, and sends all of the output together.
/// Rooms and transports never change their loop, so nothing on a packet's way is locked.
///
/// [#execute] and the counters are for any thread, all else is for the loop's own.
public final class EventLoop {
    private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

    /// Outgoing packets of one turn; more are sent in between. 3 MB.
    private static final int SLOTS = 2_048;

    private static final int MAX_TASKS = 65_536;
    /// So long the rest of a frame is waited for: what everything else on the loop may be late by. The floor in
    /// `bench` waits as long.
    private static final long FRAME_WAIT = Duration.ofNanos(150_000).toNanos();
    private static final long TICK = Duration.ofMillis(500).toNanos();
    /// How often losses are logged, if there were any.
    private static final int TICKS_PER_REPORT = 60;

    private final LoopGroup group;
    private final PacketIo io;
    private final Counters counters;
    private final Arena arena = Arena.ofShared();
    private final PacketSlots slots = new PacketSlots(arena, SLOTS);
    private final Demultiplexer demultiplexer;
    private final AddressTable<Path.Udp> paths = new AddressTable<>();
    private final List<Transport> transports = new ArrayList<>();
    private final List<Transport> withOutput = new ArrayList<>();
    private final List<MediaRoom> touched = new ArrayList<>();
    private final TimerHeap timers = new TimerHeap();
    private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(MAX_TASKS);
    private final AtomicBoolean woken = new AtomicBoolean();
    private final LossReport losses;
    private final Thread thread;
    private volatile boolean running = true;
    private int reserved;
    private long tickAt;
    private int ticks;

    EventLoop(LoopGroup group, int number, PacketIo io, Counters counters) {
        this.group = group;
        this.io = io;
        this.counters = counters;
        losses = new LossReport(number, counters);
        demultiplexer = new Demultiplexer(this, arena);
        thread = Thread.ofPlatform().name("media-" + number).daemon(true).unstarted(this::run);
    }

    /// Bytes that this loop's thread has put on the heap; 0 where the virtual machine does not tell. Any
    /// thread.
    long allocatedBytes() {
        return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                ? Math.max(0, threads.getThreadAllocatedBytes(thread.threadId()))
                : 0;
    }

    void start() {
        thread.start();
    }

    LoopGroup group() {
        return group;
    }

    Counters counters() {
        return counters;
    }

    Demultiplexer demultiplexer() {
        return demultiplexer;
    }

    /// A transport without an offer yet.
    public Transport open(TransportListener listener) {
        Transport transport = new Transport(this, listener);
        transports.add(transport);
        return transport;
    }

    void remove(Transport transport) {
        transports.remove(transport);
        withOutput.remove(transport);
    }

    // ---- tasks

    /// Runs this on the loop, after all that was handed in before. Any thread.
    ///
    /// @throws RejectedExecutionException if the loop has ended or is hopelessly behind
    public void execute(Runnable task) {
        if (!running || !tasks.offer(task)) {
            throw new RejectedExecutionException(
                    running ? "the media loop has " + MAX_TASKS + " tasks waiting" : "the media loop has ended");
        }
        if (woken.compareAndSet(false, true)) {
            io.wakeup();
        }
    }

    /// As [#execute], but what can't be run is forgotten: for packets, which may get lost.
    /// Any thread.
    boolean executeIfRunning(Runnable task) {
        try {
            execute(task);
            return true;
        } catch (RejectedExecutionException expected) {
            return false;
        }
    }

    private void runTasks() {
        woken.set(false);
        // What tasks hand in while they run waits for the next turn.
        for (int left = tasks.size(); left > 0; left--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                failed("task", e);
            }
        }
    }

    // ---- the turn

    private void run() {
        log.debug("media loop starts");
        tickAt = System.nanoTime() + TICK;
        while (running) {
            try {
                turn();
            } catch (RuntimeException e) {
                failed("turn", e);
            }
        }
        runTasks();
        flush();
        io.close();
        arena.close();
        log.debug("media loop has ended");
    }

    private void turn() {
        long wait = woken.get() ? 0 : Math.min(timers.next(), tickAt) - System.nanoTime();
        demultiplexer.startBatch();
        io.poll(Math.max(wait, 0), demultiplexer);
        awaitFrames();
        if (woken.get()) {
            runTasks();
        }
        runTimers(System.nanoTime());
        for (int i = 0; i < touched.size(); i++) {
            end(touched.get(i));
        }
        touched.clear();
        flush();
    }

    /// Packets of one frame come a few microseconds apart; who wakes at the first of them and sends it alone
    /// gives the kernel two messages for each receiver instead of one.
    private void awaitFrames() {
        if (!isFrameOpen()) {
            return;
        }
        long now = System.nanoTime();
        long end = now + FRAME_WAIT;
        while (now < end && !woken.get() && io.pollBriefly(end - now, demultiplexer) && isFrameOpen()) {
            now = System.nanoTime();
        }
    }

    private boolean isFrameOpen() {
        for (int i = 0; i < touched.size(); i++) {
            if (touched.get(i).isFrameOpen()) {
                return true;
            }
        }
        return false;
    }

    private void end(MediaRoom room) {
        try {
            room.endTurn(timers);
        } catch (RuntimeException e) {
            failed("room", e);
        }
    }

    private void runTimers(long now) {
        TimerHeap.Timer timer = timers.poll(now);
        while (timer != null) {
            try {
                timer.onTimer(now);
            } catch (RuntimeException e) {
                failed("timer", e);
            }
            timer = timers.poll(now);
        }
        if (now >= tickAt) {
            tickAt = now + TICK;
            for (int i = transports.size() - 1; i >= 0; i--) {
                transports.get(i).checkConsent(now);
            }
            io.tidy(now, demultiplexer);
            if (++ticks % TICKS_PER_REPORT == 1) {
                losses.log();
            }
        }
    }

    /// Something of ours that should not have failed did: the loop goes on.
    void failed(String what, RuntimeException e) {
        counters.increment(Counter.HANDLER_FAILED);
        losses.failure(what, e);
    }

    /// The room's next time of waking may have changed.
    void touch(MediaRoom room) {
        if (!room.touched) {
            room.touched = true;
            touched.add(room);
        }
    }

    void cancel(TimerHeap.Timer timer) {
        timers.set(timer, TimerHeap.NEVER);
    }

    // ---- output

    PacketSlots slots() {
        return slots;
    }

    /// @return a slot's number, or -1 if there is none
    int takeSlot() {
        if (slots.isFull()) {
            if (reserved > 0) {
                return -1;
            }
            flush();
        }
        reserved++;
        return slots.take();
    }

    void releaseSlot(int slot) {
        reserved--;
        slots.untake(slot);
    }

    void fillSlot(int slot, int length) {
        reserved--;
        slots.setLength(slot, length);
    }

    void hasOutput(Transport transport) {
        withOutput.add(transport);
    }

    void send(Path path, int first) {
        switch (path) {
            case Path.Udp udp -> io.send(udp.peer, slots, first);
            case Path.Tcp tcp -> io.send(tcp.connection, slots, first);
        }
    }

    /// Sends something that is no SRTP on exactly this path.
    void sendRaw(Path path, byte[] datagram) {
        int slot = datagram.length > PacketSlots.SLOT ? -1 : takeSlot();
        if (slot < 0) {
            counters.increment(Counter.SEND_FAILED);
            return;
        }
        MemorySegment.copy(
                datagram, 0, slots.memory(), ValueLayout.JAVA_BYTE, PacketSlots.offset(slot), datagram.length);
        fillSlot(slot, datagram.length);
        if (path instanceof Path.Udp udp) {
            io.locate(udp.peer);
        }
        send(path, slot);
    }

    private void flush() {
        for (int i = 0; i < withOutput.size(); i++) {
            withOutput.get(i).flush();
        }
        withOutput.clear();
        io.flush();
        if (reserved == 0) {
            slots.reset();
        }
    }

    // ---- paths

    AddressTable<Path.Udp> paths() {
        return paths;
    }

    void addPath(Path path) {
        switch (path) {
            case Path.Udp udp -> {
                paths.put(udp.peer, udp);
                io.steer(udp.peer);
                group.addPath(udp.peer, this);
            }
            case Path.Tcp tcp -> {
                tcp.connection.attach(tcp);
                io.proven(tcp.connection);
            }
        }
    }

    /// Takes over a TCP connection that belongs to one of our transports. Any thread.
    void adopt(TcpConnection connection) {
        executeIfRunning(() -> io.adopt(connection, demultiplexer));
    }

    void removePath(Path path) {
        switch (path) {
            case Path.Udp udp -> {
                paths.remove(udp.peer, udp);
                io.unsteer(udp.peer);
                group.removePath(udp.peer, this);
            }
            case Path.Tcp tcp -> io.close(tcp.connection);
        }
    }

    // ---- end

    /// Ends the loop after the tasks handed in before. Any thread but its own.
    void close() {
        try {
            execute(() -> {
                List.copyOf(transports).forEach(Transport::close);
                running = false;
            });
            thread.join(Duration.ofSeconds(5));
        } catch (RejectedExecutionException expected) {
            // It has ended.
        } catch (InterruptedException expected) {
            Thread.currentThread().interrupt();
        }
    }
}
