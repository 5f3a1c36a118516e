// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Small changes to immutable lists.
final class Lists {
    private Lists() {}

    /// Appends, and lets the oldest go when there are more than `max`.
    static <T> List<T> with(List<T> list, T added, int max) {
        var result = new ArrayList<>(list);
        result.add(added);
        return List.copyOf(result.subList(Math.max(0, result.size() - max), result.size()));
    }

    static <T> List<T> without(List<T> list, Predicate<T> which) {
        return list.stream().filter(which.negate()).toList();
    }

    static <T> List<T> replaced(List<T> list, Predicate<T> which, UnaryOperator<T> by) {
        return list.stream().map(t -> which.test(t) ? by.apply(t) : t).toList();
    }
}
