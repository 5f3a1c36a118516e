// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.parley.meeting.Event;
import org.parley.meeting.Meeting;

/// Events and snapshots in the journal: JSON, with a manifest `name.version` that does not depend on class
/// names.
///
/// A component may be added (it is absent in old entries), never renamed or given another meaning: for that,
/// raise the event's version and read the old one here. Snapshots of an unknown version are only lost time:
/// raise their version freely while the events that made them are kept.
public final class JournalSerializer extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 770_001;
    private static final String MEETING = "meeting.1";

    private static final Map<String, Class<? extends Event>> EVENTS = Map.ofEntries(
            Map.entry("created.1", Event.Created.class),
            Map.entry("knocked.1", Event.Knocked.class),
            Map.entry("started.1", Event.Started.class),
            Map.entry("settings-changed.1", Event.SettingsChanged.class),
            Map.entry("arranged.1", Event.Arranged.class),
            Map.entry("noted.1", Event.Noted.class),
            Map.entry("renumbered.1", Event.Renumbered.class),
            Map.entry("bound.1", Event.Bound.class),
            Map.entry("admitted.1", Event.Admitted.class),
            Map.entry("held-back.1", Event.HeldBack.class),
            Map.entry("kept-out.1", Event.KeptOut.class),
            Map.entry("lifted.1", Event.Lifted.class),
            Map.entry("lock-changed.1", Event.LockChanged.class),
            Map.entry("halt-changed.1", Event.HaltChanged.class),
            Map.entry("switched-off.1", Event.SwitchedOff.class),
            Map.entry("asked.1", Event.Asked.class),
            Map.entry("appointed.1", Event.Appointed.class),
            Map.entry("spotlit.1", Event.Spotlit.class),
            Map.entry("renamed.1", Event.Renamed.class),
            Map.entry("reported.1", Event.Reported.class),
            Map.entry("noticed.1", Event.Noticed.class),
            Map.entry("disconnected.1", Event.Disconnected.class),
            Map.entry("reconnected.1", Event.Reconnected.class),
            Map.entry("left.1", Event.Left.class),
            Map.entry("ended.1", Event.Ended.class),
            Map.entry("deleted.1", Event.Deleted.class));

    private static final Map<Class<?>, String> MANIFESTS =
            EVENTS.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // components alone, not what is derived from them
            .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
            .build();

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object object) {
        if (object instanceof Meeting) {
            return MEETING;
        }
        String manifest = MANIFESTS.get(object.getClass());
        if (manifest == null) {
            throw new IllegalArgumentException("no manifest for " + object.getClass());
        }
        return manifest;
    }

    @Override
    public byte[] toBinary(Object object) {
        try {
            return MAPPER.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        Class<?> type = manifest.equals(MEETING) ? Meeting.class : EVENTS.get(manifest);
        if (type == null) {
            throw new NotSerializableException("the journal has an entry " + manifest + " of a later version");
        }
        try {
            return MAPPER.readValue(bytes, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
