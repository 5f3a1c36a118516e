// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.Source;
import org.parley.media.bwe.BandwidthEstimator;

/// Divides what the path to a subscriber carries among its slots: sound first, then each video's lowest layer,
/// then better layers; each in the order screen, then the page's own order. A video whose lowest layer does
/// not fit is paused. Down at once, up with a margin and after a while, so that nothing flaps.
///
/// Before anything is known about the path, all get what they wish.
final class Allocation {
    private static final Comparator<SlotSender> PRIORITY = Comparator.<SlotSender>comparingInt(
                    slot -> slot.isFrom(Source.SCREEN) ? 0 : 1)
            .thenComparingInt(slot -> slot.rank);

    private final SfuEndpoint endpoint;
    private final BandwidthEstimator estimator;
    /// Video slots that show something, the most important first.
    private final List<SlotSender> order = new ArrayList<>();

    private long next = Long.MIN_VALUE;
    private long wished;
    private boolean limited;

    Allocation(SfuEndpoint endpoint, BandwidthEstimator estimator) {
        this.endpoint = endpoint;
        this.estimator = estimator;
    }

    /// Which slots show what has changed.
    void change(long now) {
        order.clear();
        for (SlotSender slot : endpoint.videoSlots) {
            if (slot.publication != null) {
                order.add(slot);
            }
        }
        order.sort(PRIORITY);
        allocate(now);
    }

    void onTimer(long now) {
        if (now >= next) {
            allocate(now);
        }
    }

    /// What more than the estimate would be of use, in bits per second; 0 if everybody has what they wish.
    long wanted() {
        return limited ? (long) (wished * Tuning.RAISE_MARGIN) : 0;
    }

    void allocate(long now) {
        next = now + Tuning.ALLOCATION_INTERVAL;
        boolean known = estimator.isKnown(now);
        long estimate = estimator.estimatedBitsPerSecond(now);
        long sound = sound();
        long left = known ? (long) (estimate * (1 - estimator.ownLoss())) - sound : Long.MAX_VALUE / 2;
        wished = sound;
        limited = false;
        for (int i = 0; i < order.size(); i++) {
            left -= giveLowest(order.get(i), left, now);
        }
        for (int i = 0; i < order.size(); i++) {
            left -= giveBetter(order.get(i), left, now);
        }
        for (int i = 0; i < order.size(); i++) {
            limited |= apply(order.get(i), known ? estimate : Long.MAX_VALUE, now);
        }
    }

    private long sound() {
        long sound = 0;
        for (int i = 0; i < endpoint.audioSlots.size(); i++) {
            Publication from = endpoint.audioSlots.get(i).publication;
            if (from != null) {
                sound += from.layers[0].bitsPerSecond(0);
            }
        }
        return sound;
    }

    /// @return what it takes
    private long giveLowest(SlotSender slot, long left, long now) {
        slot.granted = null;
        slot.wish = null;
        Publication from = slot.publication;
        if (from == null) {
            return 0;
        }
        Layer wish = LayerChooser.choose(from, slot.height, Integer.MAX_VALUE, slot.current, now);
        if (wish == null) {
            return 0;
        }
        slot.wish = wish;
        wished += wish.bitsPerSecond(now);
        Layer lowest = lowest(from, wish, now);
        long need = lowest.bitsPerSecond(now);
        if (withMargin(slot, lowest, need) > left) {
            return 0;
        }
        slot.granted = lowest;
        return need;
    }

    private static Layer lowest(Publication from, Layer wish, long now) {
        for (Layer layer : from.layers) {
            if (layer.index < wish.index && layer.alive(now)) {
                return layer;
            }
        }
        return wish;
    }

    /// @return what it takes beyond what it had
    private long giveBetter(SlotSender slot, long left, long now) {
        Layer wish = slot.wish;
        Layer granted = slot.granted;
        if (wish == null || granted == null) {
            return 0;
        }
        long more = 0;
        for (int i = wish.index; i > granted.index; i--) {
            Layer layer = wish.publication.layers[i];
            if (layer == wish || layer.alive(now)) {
                more = layer.bitsPerSecond(now) - granted.bitsPerSecond(now);
                if (withMargin(slot, layer, more) <= left) {
                    slot.granted = layer;
                    return more;
                }
            }
        }
        return 0;
    }

    /// What must be there for a layer: more than it takes where the slot has less just now.
    private static long withMargin(SlotSender slot, Layer layer, long need) {
        return layer.index > slot.limit ? (long) (need * Tuning.RAISE_MARGIN) : need;
    }

    /// @return whether it gets less than it wishes
    private static boolean apply(SlotSender slot, long estimate, long now) {
        Layer wish = slot.wish;
        Layer granted = slot.granted;
        if (wish == null) {
            return false;
        }
        int limit = granted == null ? -1 : granted.index;
        if (limit <= slot.limit) {
            slot.fitsSince = now;
        } else if (now - slot.fitsSince < Tuning.RAISE_AFTER) {
            limit = slot.limit;
        }
        boolean less = limit < wish.index;
        slot.limit(less ? limit : Integer.MAX_VALUE, isFarAbove(slot.current, granted, estimate, now), now);
        return less;
    }

    /// Whether to go on with the layer until there is a key frame of the other would hurt sound.
    private static boolean isFarAbove(@Nullable Layer current, @Nullable Layer granted, long estimate, long now) {
        return current != null
                && (granted == null || granted.index < current.index)
                && current.bitsPerSecond(now) > estimate * Tuning.FAR_ABOVE;
    }
}
