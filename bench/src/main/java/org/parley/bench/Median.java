// SPDX-License-Identifier: Apache-2.0
package org.parley.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// Order statistics of a few figures.
final class Median {
    private Median() {}

    static double of(List<Double> figures) {
        return percentile(figures, 50);
    }

    static <T> double of(List<T> things, ToDoubleFunction<T> figure) {
        return of(things.stream().mapToDouble(figure).boxed().toList());
    }

    /// The nearest rank; for the median of an even number the mean of the middle two.
    static double percentile(List<Double> figures, int percent) {
        if (figures.isEmpty()) {
            return Double.NaN;
        }
        var sorted = figures.stream().sorted().toList();
        int size = sorted.size();
        if (percent == 50 && size % 2 == 0) {
            return (sorted.get(size / 2 - 1) + sorted.get(size / 2)) / 2;
        }
        return sorted.get(Math.max(0, (int) Math.ceil(percent / 100.0 * size) - 1));
    }
}
