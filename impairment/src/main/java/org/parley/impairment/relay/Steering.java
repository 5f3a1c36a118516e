// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.impairment.Conditions;

/// One line of steering, a JSON object. All members may be missing:
///
/// | member | meaning |
/// | --- | --- |
/// | `up`, `down` | conditions towards and from the server; what they don't name is perfect |
/// | `move` | `true`: the server sees every client at a new address from now on |
/// | `tcp` | `false`: no connection lives, and none is taken; `true`: they are again |
/// | `counts` | `true`: say what has become of the packets so far |
///
/// Of conditions (times in ms): `loss`, `burst`, `delay`, `jitter`, `late`, `lateBy`, `duplicate`, `rate` (bit/s),
/// `queue`, `silenceEvery`, `silenceFor`, `silent`.
record Steering(
        @Nullable Conditions up,
        @Nullable Conditions down,
        boolean move,
        @Nullable Boolean tcp,
        boolean counts) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Set<String> MEMBERS = Set.of("up", "down", "move", "tcp", "counts");
    private static final Set<String> OF_CONDITIONS = Set.of(
            "loss",
            "burst",
            "delay",
            "jitter",
            "late",
            "lateBy",
            "duplicate",
            "rate",
            "queue",
            "silenceEvery",
            "silenceFor",
            "silent");

    static Steering parse(String line) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        requireKnown(node, MEMBERS);
        return new Steering(
                conditions(node.get("up")),
                conditions(node.get("down")),
                node.path("move").asBoolean(),
                node.has("tcp") ? node.get("tcp").asBoolean() : null,
                node.path("counts").asBoolean());
    }

    private static @Nullable Conditions conditions(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        requireKnown(node, OF_CONDITIONS);
        return new Conditions(
                new Conditions.Loss(
                        node.path("loss").asDouble(), node.path("burst").asDouble(1)),
                new Conditions.Delay(
                        time(node, "delay"),
                        time(node, "jitter"),
                        node.path("late").asDouble(),
                        time(node, "lateBy")),
                node.path("duplicate").asDouble(),
                new Conditions.Bottleneck(node.path("rate").asLong(), time(node, "queue")),
                new Conditions.Silence(
                        time(node, "silenceEvery"),
                        time(node, "silenceFor"),
                        node.path("silent").asBoolean()));
    }

    private static Duration time(JsonNode node, String member) {
        return Duration.ofNanos((long) (node.path(member).asDouble() * 1e6));
    }

    /// A misspelt condition would be a perfect path, and a test that shows nothing.
    private static void requireKnown(JsonNode node, Set<String> known) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("expected an object, not " + node);
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new IllegalArgumentException("unknown: " + name + "; known are " + known);
            }
        }
    }
}
