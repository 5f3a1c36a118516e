// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import static org.parley.server.signal.ClientMessage.check;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.Control;
import org.parley.meeting.Medium;
import org.parley.meeting.Moderation;
import org.parley.meeting.ParticipantId;
import org.parley.meeting.PersonName;
import org.parley.meeting.Role;

/// What people ask of a meeting beyond coming and going, as in `docs/protocol.md`, most of it for hosts.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface ControlRequest extends ClientMessage {
    /// The same for the meeting.
    Control by(ParticipantId who);

    record Admit(@Nullable String participant) implements ControlRequest {
        public Admit {
            checkId(participant);
        }

        @Override
        public String type() {
            return "admit";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Admit(who, idOrNull(participant));
        }
    }

    record Refuse(@Nullable String participant) implements ControlRequest {
        public Refuse {
            checkId(participant);
        }

        @Override
        public String type() {
            return "refuse";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Refuse(who, idOrNull(participant));
        }
    }

    record Hold(String participant) implements ControlRequest {
        public Hold {
            checkNamed("hold", participant);
        }

        @Override
        public String type() {
            return "hold";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Hold(who, new ParticipantId(participant));
        }
    }

    record Remove(String participant, boolean keepOut) implements ControlRequest {
        public Remove {
            checkNamed("remove", participant);
        }

        @Override
        public String type() {
            return "remove";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Remove(who, new ParticipantId(participant), keepOut);
        }
    }

    record Lift(String removal) implements ControlRequest {
        public Lift {
            checkNamed("lift", removal);
        }

        @Override
        public String type() {
            return "lift";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Lift(who, removal);
        }
    }

    record Lock(boolean locked) implements ControlRequest {
        @Override
        public String type() {
            return "lock";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Lock(who, locked);
        }
    }

    record Halt(boolean halted) implements ControlRequest {
        @Override
        public String type() {
            return "halt";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Halt(who, halted);
        }
    }

    record Stop(String source, @Nullable String participant) implements ControlRequest {
        public Stop {
            checkId(participant);
            medium("stop", source);
        }

        @Override
        public String type() {
            return "stop";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.SwitchOff(who, medium("stop", source), idOrNull(participant));
        }
    }

    record Ask(String source, String participant) implements ControlRequest {
        public Ask {
            checkNamed("ask", participant);
            medium("ask", source);
        }

        @Override
        public String type() {
            return "ask";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Ask(who, medium("ask", source), new ParticipantId(participant));
        }
    }

    record Appoint(String participant, String role) implements ControlRequest {
        public Appoint {
            checkNamed("role", participant);
            check(
                    Words.find(Role.class, role).isPresent(),
                    "role has a role that is not host, cohost, participant or attendee");
        }

        @Override
        public String type() {
            return "role";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Appoint(
                    who,
                    new ParticipantId(participant),
                    Words.find(Role.class, role).orElseThrow());
        }
    }

    record Spotlight(List<String> participants) implements ControlRequest {
        public Spotlight {
            check(
                    participants != null && participants.size() <= Moderation.MAX_SPOTLIGHT,
                    "spotlight has a list of at most " + Moderation.MAX_SPOTLIGHT + " participants");
            participants.forEach(p -> checkNamed("spotlight", p));
            participants = List.copyOf(participants);
        }

        @Override
        public String type() {
            return "spotlight";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Spotlight(
                    who, participants.stream().map(ParticipantId::new).toList());
        }
    }

    record Rename(String name, @Nullable String participant) implements ControlRequest {
        public Rename {
            checkId(participant);
            check(PersonName.parse(name).isPresent(), "rename has a name that cannot be");
        }

        @Override
        public String type() {
            return "rename";
        }

        @Override
        public Control by(ParticipantId who) {
            ParticipantId whom = participant == null ? who : new ParticipantId(participant);
            return new Control.Rename(who, whom, PersonName.parse(name).orElseThrow());
        }

        @Override
        public String toString() {
            return "Rename[]";
        }
    }

    record Report(String participant, String text) implements ControlRequest {
        public Report {
            checkNamed("report", participant);
            checkText("report", text, Limits.MAX_REPORT);
        }

        @Override
        public String type() {
            return "report";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Report(who, new ParticipantId(participant), text.strip());
        }

        @Override
        public String toString() {
            return "Report[]";
        }
    }

    record Notice(String text) implements ControlRequest {
        public Notice {
            checkText("notice", text, Limits.MAX_NOTICE);
        }

        @Override
        public String type() {
            return "notice";
        }

        @Override
        public Control by(ParticipantId who) {
            return new Control.Notice(who, text.strip());
        }

        @Override
        public String toString() {
            return "Notice[]";
        }
    }

    private static @Nullable ParticipantId idOrNull(@Nullable String id) {
        return id == null ? null : new ParticipantId(id);
    }

    private static void checkId(@Nullable String id) {
        check(id == null || (!id.isEmpty() && id.length() <= 64), "a participant is named that cannot be");
    }

    private static void checkNamed(String type, @Nullable String id) {
        check(id != null, type + " names nobody");
        checkId(id);
    }

    private static void checkText(String type, @Nullable String text, int max) {
        check(
                text != null && !text.isBlank() && text.length() <= max,
                type + " has a text of 1 to " + max + " characters");
    }

    private static Medium medium(String type, @Nullable String source) {
        return Words.find(Medium.class, source)
                .orElseThrow(() ->
                        new IllegalArgumentException(type + " has a source that is not microphone, camera or screen"));
    }
}
