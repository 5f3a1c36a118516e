// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;

/// Reads and writes messages. Strict: no number where a text belongs, no member twice, nothing after the
/// object, no deep nesting. May be called from any thread.
public final class Wire {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(32)
                            .maxNameLength(64)
                            .maxStringLength(Limits.MAX_MESSAGE_BYTES)
                            .maxTokenCount(4_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .configure(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION, false)
            .build();

    private Wire() {}

    /// @throws BadMessageException if the text is not a message of the protocol
    public static ClientMessage read(String text) throws BadMessageException {
        try {
            ClientMessage message = MAPPER.readValue(text, ClientMessage.class);
            if (message == null) {
                throw new BadMessageException("a message is a JSON object with a member type");
            }
            return message;
        } catch (ValueInstantiationException e) {
            throw new BadMessageException(
                    e.getCause() instanceof IllegalArgumentException refused && refused.getMessage() != null
                            ? refused.getMessage()
                            : "a member is missing or has a value that cannot be");
        } catch (JsonProcessingException e) {
            throw new BadMessageException("the text is not a message of this protocol");
        }
    }

    public static String write(ServerMessage message) {
        try {
            return MAPPER.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message of ours cannot be written", e);
        }
    }
}
