// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.Digest;

/// A meeting like another but for what is said.
final class Next {
    private final Meeting before;
    private String number;
    private String title;
    private Phase phase;
    private MeetingSettings settings;
    private @Nullable Instant startedAt;
    private @Nullable Instant emptySince;
    private List<Participant> people;
    private List<Participant> former;
    private List<Digest> hostDevices;
    private Moderation moderation;
    private MeetingLog log;
    private MeetingSettings floor;

    Next(Meeting before) {
        this.before = before;
        this.number = before.number();
        this.title = before.title();
        this.phase = before.phase();
        this.settings = before.settings();
        this.startedAt = before.startedAt();
        this.emptySince = before.emptySince();
        this.people = before.people();
        this.former = before.former();
        this.hostDevices = before.hostDevices();
        this.moderation = before.moderation();
        this.log = before.log();
        this.floor = before.floor();
    }

    Next number(String next) {
        number = next;
        return this;
    }

    Next title(String next) {
        title = next;
        return this;
    }

    Next phase(Phase next, @Nullable Instant started) {
        phase = next;
        startedAt = started;
        return this;
    }

    Next settings(MeetingSettings next) {
        settings = next;
        return this;
    }

    Next floor(MeetingSettings next) {
        floor = next;
        return this;
    }

    Next emptySince(@Nullable Instant since) {
        emptySince = since;
        return this;
    }

    Next people(List<Participant> next) {
        people = next;
        return this;
    }

    Next former(List<Participant> next) {
        former = next;
        return this;
    }

    Next hostDevices(List<Digest> next) {
        hostDevices = next;
        return this;
    }

    Next moderation(Moderation next) {
        moderation = next;
        return this;
    }

    Next log(MeetingLog next) {
        log = next;
        return this;
    }

    Meeting meeting() {
        return new Meeting(
                phase,
                number,
                title,
                before.keys(),
                settings,
                startedAt,
                emptySince,
                people,
                former,
                hostDevices,
                before.webinar(),
                moderation,
                log,
                floor);
    }
}
