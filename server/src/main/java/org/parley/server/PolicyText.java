// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import org.parley.meeting.MeetingPolicy;
import org.parley.server.signal.SettingsWords;

/// A policy as the database keeps it: JSON, with the words of the API. What is not said is not there.
final class PolicyText {
    private record Text(SettingsWords defaults, SettingsWords floor) {}

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private PolicyText() {}

    static String write(MeetingPolicy policy) {
        try {
            return MAPPER.writeValueAsString(
                    new Text(SettingsWords.of(policy.defaults()), SettingsWords.of(policy.floor())));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MeetingPolicy read(String text) {
        try {
            Text read = MAPPER.readValue(text, Text.class);
            return new MeetingPolicy(read.defaults().change(), read.floor().change());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
