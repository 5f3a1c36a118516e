// SPDX-License-Identifier: Apache-2.0
package org.parley.server.calendar;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a meeting repeats: of RFC 5545's recurrence rules (3.3.10) what a meeting needs. `UNTIL` is a date: the last day
/// on
/// which it may begin, where the meeting is.
///
/// @param days for weekly ones; empty: the day of the first
public record Recurrence(
        Every every,
        int interval,
        Set<DayOfWeek> days,
        @Nullable LocalDate until,
        @Nullable Integer count) {
    public enum Every {
        DAILY,
        WEEKLY,
        MONTHLY
    }

    private static final int MAX_LENGTH = 200;
    private static final int MAX_INTERVAL = 99;
    private static final int MAX_COUNT = 999;
    private static final Set<String> PARTS = Set.of("FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT");

    public Recurrence {
        days = Set.copyOf(days);
        if (interval < 1 || interval > MAX_INTERVAL) {
            throw new IllegalArgumentException("INTERVAL is from 1 to " + MAX_INTERVAL);
        }
        if (count != null && (count < 1 || count > MAX_COUNT)) {
            throw new IllegalArgumentException("COUNT is from 1 to " + MAX_COUNT);
        }
        if (count != null && until != null) {
            throw new IllegalArgumentException("either COUNT or UNTIL, not both");
        }
        if (!days.isEmpty() && every != Every.WEEKLY) {
            throw new IllegalArgumentException("BYDAY goes with FREQ=WEEKLY");
        }
    }

    /// @return empty if it is not one, or not one of these
    public static Optional<Recurrence> parse(String text) {
        try {
            return text.length() > MAX_LENGTH ? Optional.empty() : Optional.of(read(parts(text)));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new HashMap<>();
        for (String part : text.split(";", -1)) {
            String[] pair = part.split("=", -1);
            if (pair.length != 2 || !PARTS.contains(pair[0]) || parts.put(pair[0], pair[1]) != null) {
                throw new IllegalArgumentException("not a part of a rule");
            }
        }
        return parts;
    }

    private static Recurrence read(Map<String, String> parts) {
        String days = parts.get("BYDAY");
        String until = parts.get("UNTIL");
        String count = parts.get("COUNT");
        return new Recurrence(
                Every.valueOf(parts.getOrDefault("FREQ", "")),
                Integer.parseInt(parts.getOrDefault("INTERVAL", "1")),
                days == null ? Set.of() : days(days),
                until == null ? null : LocalDate.parse(until, DateTimeFormatter.BASIC_ISO_DATE),
                count == null ? null : Integer.valueOf(count));
    }

    private static Set<DayOfWeek> days(String text) {
        return Stream.of(text.split(",", -1))
                .map(code -> Stream.of(DayOfWeek.values())
                        .filter(day -> code(day).equals(code))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("not a day")))
                .collect(Collectors.toSet());
    }

    static String code(DayOfWeek day) {
        return day.name().substring(0, 2).toUpperCase(Locale.ROOT);
    }

    /// As it is kept and told.
    public String text() {
        return rule(until == null ? null : DateTimeFormatter.BASIC_ISO_DATE.format(until));
    }

    /// @param end what to say for `UNTIL`
    String rule(@Nullable String end) {
        List<String> parts = new ArrayList<>();
        parts.add("FREQ=" + every);
        if (interval > 1) {
            parts.add("INTERVAL=" + interval);
        }
        if (!days.isEmpty()) {
            parts.add("BYDAY="
                    + new TreeSet<>(days).stream().map(Recurrence::code).collect(Collectors.joining(",")));
        }
        if (end != null) {
            parts.add("UNTIL=" + end);
        }
        if (count != null) {
            parts.add("COUNT=" + count);
        }
        return String.join(";", parts);
    }
}
