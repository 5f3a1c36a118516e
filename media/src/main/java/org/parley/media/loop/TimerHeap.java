// SPDX-License-Identifier: Apache-2.0
package org.parley.media.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Who wants to be woken when: a binary heap in which each entry knows its place, so that changing a time is
/// cheap and makes no garbage.
final class TimerHeap {
    static final long NEVER = Long.MAX_VALUE;

    /// Something with a time of waking. A subclass is in one heap at most.
    abstract static class Timer {
        private int place = -1;
        private long at = NEVER;

        abstract void onTimer(long nowNanos);
    }

    private @Nullable Timer[] heap = new Timer[16];
    private int size;

    /// @return when the next one is due, or [#NEVER]
    long next() {
        Timer first = heap[0];
        return size == 0 || first == null ? NEVER : first.at;
    }

    /// @param at [#NEVER] takes it out
    void set(Timer timer, long at) {
        if (timer.place < 0) {
            if (at == NEVER) {
                return;
            }
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            timer.at = at;
            timer.place = size;
            heap[size++] = timer;
            up(timer);
        } else if (at == NEVER) {
            remove(timer);
        } else if (at != timer.at) {
            boolean earlier = at < timer.at;
            timer.at = at;
            if (earlier) {
                up(timer);
            } else {
                down(timer);
            }
        }
    }

    /// @return one that is due, taken out; null if there is none
    @Nullable
    Timer poll(long now) {
        Timer first = heap[0];
        if (size == 0 || first == null || first.at > now) {
            return null;
        }
        remove(first);
        return first;
    }

    @SuppressWarnings("ReferenceEquality") // a timer is its object
    private void remove(Timer timer) {
        int place = timer.place;
        Timer last = at(--size);
        heap[size] = null;
        timer.place = -1;
        timer.at = NEVER;
        if (last != timer) {
            put(last, place);
            up(last);
            down(last);
        }
    }

    private void up(Timer timer) {
        while (timer.place > 0) {
            Timer parent = at((timer.place - 1) / 2);
            if (parent.at <= timer.at) {
                return;
            }
            swap(parent, timer);
        }
    }

    private void down(Timer timer) {
        while (true) {
            int left = 2 * timer.place + 1;
            if (left >= size) {
                return;
            }
            Timer child = at(left);
            if (left + 1 < size && at(left + 1).at < child.at) {
                child = at(left + 1);
            }
            if (child.at >= timer.at) {
                return;
            }
            swap(timer, child);
        }
    }

    private void swap(Timer upper, Timer lower) {
        int place = upper.place;
        put(upper, lower.place);
        put(lower, place);
    }

    private void put(Timer timer, int place) {
        heap[place] = timer;
        timer.place = place;
    }

    private Timer at(int place) {
        Timer timer = heap[place];
        if (timer == null) {
            throw new IllegalStateException("the heap has a hole at " + place);
        }
        return timer;
    }
}
