// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.timing;

import java.util.Arrays;

/// Two kinds of request held against each other.
///
/// @param t Welch's t of the crop where it is farthest from 0; positive if the second took longer
/// @param crop the share of all times that this crop kept
/// @param distance the largest distance of the two distributions (two-sample Kolmogorov–Smirnov)
/// @param p how likely such a distance is if the two are one
public record Comparison(double t, double crop, double distance, double p) {
    /// Beyond this dudect takes a difference for shown: by chance once in 150,000 comparisons, and the crops of
    /// one comparison are mostly the same times.
    public static final double MOST_T = 4.5;

    /// Of the distance: as rare as that t.
    public static final double LEAST_P = 7e-6;

    private static final int CROPS = 100;

    public boolean differs() {
        return Math.abs(t) >= MOST_T || p < LEAST_P;
    }

    public static Comparison of(Samples first, Samples second) {
        long[] a = first.sorted();
        long[] b = second.sorted();
        long[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        Arrays.sort(all);
        double farthest = welch(a, a.length, b, b.length);
        double kept = 1;
        for (int i = 0; i < CROPS; i++) {
            // As dudect does: denser towards the fast end, where the noise is smallest.
            double share = 1 - Math.pow(0.5, 10.0 * (i + 1) / CROPS);
            long threshold = all[(int) (share * (all.length - 1))];
            double t = welch(a, below(a, threshold), b, below(b, threshold));
            if (Math.abs(t) > Math.abs(farthest)) {
                farthest = t;
                kept = share;
            }
        }
        double distance = distance(a, b);
        return new Comparison(farthest, kept, distance, chance(distance, a.length, b.length));
    }

    private static int below(long[] sorted, long threshold) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= threshold) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Of the first `n` and the first `m` of two lists; 0 where there are too few to say anything.
    private static double welch(long[] a, int n, long[] b, int m) {
        if (n < 30 || m < 30) {
            return 0;
        }
        double meanA = mean(a, n);
        double meanB = mean(b, m);
        double spread = variance(a, n, meanA) / n + variance(b, m, meanB) / m;
        return spread == 0 ? 0 : (meanB - meanA) / Math.sqrt(spread);
    }

    private static double mean(long[] values, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i];
        }
        return sum / n;
    }

    private static double variance(long[] values, int n, double mean) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (values[i] - mean) * (values[i] - mean);
        }
        return sum / (n - 1);
    }

    private static double distance(long[] a, long[] b) {
        double most = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            long at = Math.min(a[i], b[j]);
            while (i < a.length && a[i] == at) {
                i++;
            }
            while (j < b.length && b[j] == at) {
                j++;
            }
            most = Math.max(most, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return most;
    }

    /// Kolmogorov's distribution, with Stephens' correction for a finite number.
    private static double chance(double distance, int n, int m) {
        double root = Math.sqrt((double) n * m / (n + m));
        double lambda = (root + 0.12 + 0.11 / root) * distance;
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2 * k * k * lambda * lambda);
        }
        return lambda < 0.2 ? 1 : Math.clamp(sum, 0, 1);
    }
}
