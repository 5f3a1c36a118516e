// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One direction of a path in virtual time: packets are offered and polled, and [#nextAt] says when to poll again.
/// Time is in nanoseconds of any clock that doesn't go back. The seed and the sequence of packets decide every
/// packet's fate: each draws the same numbers under all conditions, so a change of one leaves the others as they were.
///
/// A link of [Kind#STREAM] carries chunks of a byte stream, as TCP does: nothing is lost, doubled or overtaken.
/// What a packet would be lost by makes a chunk late instead, and silence holds it.
///
/// One thread at a time. Costs a logarithm of the packets under way, of which there are at most [#MOST].
public final class Link<P> {
    public enum Kind {
        DATAGRAMS,
        STREAM
    }

    /// More than a second of 100 Mbit/s: only a mistake has more under way.
    static final int MOST = 10_000;

    /// Linux retransmits no sooner (TCP_RTO_MIN).
    static final long RETRANSMISSION = 200_000_000;

    public static final long NEVER = Long.MAX_VALUE;

    private final Kind kind;
    private final SplittableRandom random;
    private final LossModel losses = new LossModel();
    private final ArrayDeque<Waiting<P>> queue = new ArrayDeque<>();
    private final PriorityQueue<Flying<P>> flying =
            new PriorityQueue<>(Comparator.<Flying<P>>comparingLong(Flying::due).thenComparingLong(Flying::order));
    private Conditions conditions;
    private long since;
    private long queuedBits;
    private long headDone;
    private boolean held;
    private long lastDue = Long.MIN_VALUE;
    private long order;
    private long offered;
    private long lost;
    private long dropped;
    private long silenced;
    private long delivered;

    private record Waiting<P>(P packet, long bits, long extra, boolean late, boolean twice) {}

    private record Flying<P>(long due, long order, P packet) {}

    public Link(Kind kind, long seed, Conditions conditions, long now) {
        this.kind = kind;
        this.random = new SplittableRandom(seed);
        this.conditions = conditions;
        this.since = now;
    }

    /// New conditions for what is offered from now on, and for how fast the queue empties.
    public void change(Conditions next, long now) {
        serve(now);
        if (!queue.isEmpty()) {
            long left = Math.max(0, headDone - now);
            long before = conditions.bottleneck().bitsPerSecond();
            long after = next.bottleneck().bitsPerSecond();
            headDone = now + (after == 0 || before == 0 ? 0 : (long) ((double) left * before / after));
        }
        conditions = next;
        since = now;
        serve(now);
    }

    /// @param bytes as they count at the bottleneck, with all headers
    public void offer(P packet, int bytes, long now) {
        serve(now);
        offered++;
        double lossDraw = random.nextDouble();
        double jitterDraw = random.nextDouble();
        double lateDraw = random.nextDouble();
        double twiceDraw = random.nextDouble();
        boolean isLost = losses.loses(conditions.loss(), lossDraw);
        boolean stream = kind == Kind.STREAM;
        if (!stream && isSilent(now)) {
            silenced++;
            return;
        }
        if (!stream && isLost) {
            lost++;
            return;
        }
        long bits = 8L * bytes;
        if (!stream && (isFull(now) || queue.size() + flying.size() >= MOST)) {
            dropped++;
            return;
        }
        Conditions.Delay delay = conditions.delay();
        boolean late = !stream && lateDraw < delay.late();
        long extra = delay.fixed().toNanos()
                + (long) (delay.jitter().toNanos() * (2 * jitterDraw - 1))
                + (late ? delay.lateBy().toNanos() : 0)
                + (stream && isLost ? RETRANSMISSION : 0);
        boolean twice = !stream && twiceDraw < conditions.duplicate();
        if (queue.isEmpty()) {
            headDone = now + serviceTime(bits);
        }
        queue.add(new Waiting<>(packet, bits, Math.max(0, extra), late, twice));
        queuedBits += bits;
        serve(now);
    }

    /// A stream's sender shall wait: what it would send now would wait longer than the queue lasts.
    public boolean isFull(long now) {
        long rate = conditions.bottleneck().bitsPerSecond();
        if (kind == Kind.STREAM && (queue.size() + flying.size() >= MOST || isSilent(now))) {
            return true;
        }
        if (rate == 0) {
            return false;
        }
        double head = queue.isEmpty() ? 0 : headDone - now;
        double behind = queue.isEmpty() ? 0 : (queuedBits - queue.element().bits()) * 1e9 / rate;
        return head + behind > conditions.bottleneck().queue().toNanos();
    }

    /// The next packet that has arrived by now, or null.
    public @Nullable P poll(long now) {
        serve(now);
        Flying<P> next = flying.peek();
        if (next == null || next.due() > now) {
            return null;
        }
        flying.remove();
        delivered++;
        return next.packet();
    }

    /// When to poll again; [#NEVER] if nothing is under way.
    public long nextAt(long now) {
        long next = flying.isEmpty() ? NEVER : flying.element().due();
        if (queue.isEmpty()) {
            return next;
        }
        return Math.min(next, Math.max(headDone, holds(now) ? silenceEnds(now) : headDone));
    }

    public Counts counts() {
        return new Counts(offered, lost, dropped, silenced, delivered);
    }

    /// Moves what has passed the bottleneck by now onto the rest of the way.
    private void serve(long now) {
        if (holds(now)) {
            held = true;
            return;
        }
        if (held) {
            held = false;
            headDone = Math.max(headDone, now);
        }
        while (!queue.isEmpty() && headDone <= now) {
            Waiting<P> done = queue.remove();
            queuedBits -= done.bits();
            long due = headDone + done.extra();
            if (!done.late()) {
                due = Math.max(due, lastDue);
                lastDue = due;
            }
            flying.add(new Flying<>(due, order++, done.packet()));
            if (done.twice()) {
                flying.add(new Flying<>(due, order++, done.packet()));
            }
            if (!queue.isEmpty()) {
                headDone += serviceTime(queue.element().bits());
            }
        }
    }

    private long serviceTime(long bits) {
        long rate = conditions.bottleneck().bitsPerSecond();
        return rate == 0 ? 0 : (long) (bits * 1e9 / rate);
    }

    private boolean holds(long now) {
        return kind == Kind.STREAM && isSilent(now);
    }

    private boolean isSilent(long now) {
        Conditions.Silence silence = conditions.silence();
        if (silence.now() || silence.lasting().isZero()) {
            return silence.now();
        }
        long every = silence.every().toNanos();
        return (now - since) % every >= every - silence.lasting().toNanos();
    }

    private long silenceEnds(long now) {
        Conditions.Silence silence = conditions.silence();
        if (silence.now()) {
            return NEVER;
        }
        long every = silence.every().toNanos();
        return now + every - (now - since) % every;
    }
}
