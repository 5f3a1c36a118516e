// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;

/// Known answers under `src/test/resources/vectors`.
public final class Vectors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {}

    public static JsonNode read(String name) {
        try (var in = Vectors.class.getResourceAsStream("/vectors/" + name)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Stream<JsonNode> each(JsonNode list) {
        return list.valueStream();
    }

    public static Bytes bytes(JsonNode parent, String field) {
        return Bytes.ofHex(parent.get(field).asText());
    }
}
