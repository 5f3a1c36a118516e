// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random lives of a meeting: what must always hold, holds after every command. Each move is a number, from which
/// and from the state a command is drawn, so that a life that breaks a rule shrinks to a short one.
class RandomMeetingsTest {
    private static final List<String> DEVICES = List.of("laptop", "phone", "tablet");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatever_happens_the_rules_of_the_house_hold(boolean webinar) {
        qt().withFixedSeed(20_261_124)
                .withExamples(200)
                .forAll(lists().of(integers().all()).ofSizeBetween(1, 200))
                .checkAssert(moves -> live(moves, webinar));
    }

    private static void live(List<Integer> moves, boolean webinar) {
        var play = new Play(MeetingSettings.DEFAULT, webinar);
        ParticipantId first = play.knock("Lin", Role.HOST);
        play.does(new Command.Start(first));
        for (int move : moves) {
            Meeting before = play.meeting;
            Command command = any(new Random(move), play);
            Outcome outcome = play.does(command);
            holds(command + " -> " + outcome, before, play, command, outcome);
        }
        Meeting replayed = Meeting.ABSENT;
        for (Event event : play.events) {
            replayed = replayed.after(event);
        }
        assertThat(replayed).as("the journal alone gives the state").isEqualTo(play.meeting);
    }

    private static Command any(Random random, Play play) {
        String device = random.nextBoolean() ? null : DEVICES.get(random.nextInt(DEVICES.size()));
        return switch (random.nextInt(24)) {
            case 0, 1, 2 -> play.knocking("Guest", Role.PARTICIPANT, device);
            case 3 -> play.knocking("Host", Role.HOST, device);
            case 4 -> new Command.Start(somebody(random, play));
            case 5 -> new Command.Leave(somebody(random, play));
            case 6 -> new Command.Lose(somebody(random, play));
            case 7 -> random.nextInt(8) == 0 ? new Command.End(somebody(random, play)) : new Command.Tick();
            case 8, 9 -> resuming(random, play);
            case 10 -> random.nextInt(10) == 0 ? new Command.LoseAllBut(Set.of()) : new Command.Tick();
            case 22 -> new Command.Arrange("Owner", random.nextBoolean() ? null : "Board", anyChange(random));
            case 23 -> new Command.Renumber("Owner", Long.toString(10_000_000_000L + random.nextInt(3)));
            case 11 -> new Command.Change(somebody(random, play), anyChange(random));
            case 12 -> {
                Command.Knock k = play.knocking("Connector", Role.PARTICIPANT, null);
                boolean account = random.nextBoolean();
                yield new Command.Knock(
                        k.id(),
                        k.csrc(),
                        k.name(),
                        k.granted(),
                        k.resume(),
                        k.device(),
                        any(random, EndpointKind.values()),
                        account,
                        any(random, WayIn.values()),
                        account ? "account " + random.nextInt(3) : null);
            }
            case 13, 14, 15, 16, 17, 18, 19 -> anyControl(random, play);
            default -> {
                play.now = play.now.plus(Duration.ofSeconds(random.nextInt(20)));
                yield new Command.Tick();
            }
        };
    }

    private static Control anyControl(Random random, Play play) {
        ParticipantId by = somebody(random, play);
        ParticipantId who = somebody(random, play);
        return switch (random.nextInt(14)) {
            case 0 -> new Control.Admit(by, random.nextBoolean() ? who : null);
            case 1 -> new Control.Refuse(by, random.nextBoolean() ? who : null);
            case 2 -> new Control.Hold(by, who);
            case 3 -> new Control.Remove(by, who, random.nextBoolean());
            case 4 -> {
                List<Removal> removals = play.meeting.moderation().removals();
                yield new Control.Lift(
                        by, removals.isEmpty() ? "nobody" : removals.getFirst().id());
            }
            case 5 -> new Control.Lock(by, random.nextBoolean());
            case 6 -> new Control.Halt(by, random.nextBoolean());
            case 7 -> new Control.SwitchOff(by, any(random, Medium.values()), random.nextBoolean() ? who : null);
            case 8 -> new Control.Ask(by, any(random, Medium.values()), who);
            case 9, 10 -> new Control.Appoint(by, who, any(random, Role.values()));
            case 11 -> new Control.Spotlight(by, List.of(who));
            case 12 -> new Control.Rename(by, who, "Name " + random.nextInt(4));
            default -> new Control.Report(by, who, "shouts");
        };
    }

    private static MeetingSettings.Change anyChange(Random random) {
        return new MeetingSettings.Change(
                maybe(random, ChatPolicy.values()),
                maybe(random, new Boolean[] {true, false}),
                maybe(random, WaitingRoom.values()),
                random.nextInt(6) == 0 ? random.nextBoolean() : null,
                maybe(random, Chime.values()),
                maybe(random, Who.values()),
                maybe(random, Who.values()),
                maybe(random, Who.values()),
                maybe(random, Who.values()),
                random.nextInt(6) == 0 ? random.nextBoolean() : null);
    }

    private static <T> @Nullable T maybe(Random random, T[] values) {
        return random.nextInt(3) == 0 ? null : any(random, values);
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static Command resuming(Random random, Play play) {
        var known = new ArrayList<>(play.meeting.people());
        known.addAll(play.meeting.former());
        return known.isEmpty()
                ? new Command.Tick()
                : play.resuming(known.get(random.nextInt(known.size())).resume());
    }

    /// Mostly somebody who may do something, so that something happens.
    private static ParticipantId somebody(Random random, Play play) {
        List<Participant> people = play.meeting.people();
        List<Participant> moderators =
                people.stream().filter(Participant::moderates).toList();
        List<Participant> from = moderators.isEmpty() || random.nextBoolean() ? people : moderators;
        return from.isEmpty()
                ? new ParticipantId("nobody")
                : from.get(random.nextInt(from.size())).id();
    }

    private static void holds(String where, Meeting before, Play play, Command command, Outcome outcome) {
        Meeting after = play.meeting;
        assertThat(after.roster().stream().filter(p -> !p.isHost()).count())
                .as(where)
                .isLessThanOrEqualTo(Play.MAX_PEOPLE);
        assertThat(after.people().stream().map(Participant::id)).as(where).doesNotHaveDuplicates();
        assertThat(after.people().stream().map(Participant::csrc)).as(where).doesNotHaveDuplicates();
        assertThat(after.former()).as(where).hasSizeLessThanOrEqualTo(Meeting.MAX_FORMER);
        assertThat(after.startedAt() != null).as(where).isEqualTo(after.running());
        if (outcome instanceof Outcome.Refused) {
            assertThat(after).as(where + ": a refusal changes nothing").isEqualTo(before);
        }
        runs(where, before, after, command);
        rights(where, before, after, command, outcome);
        door(where, before, play, command, outcome);
    }

    private static void runs(String where, Meeting before, Meeting after, Command command) {
        if (!after.running()) {
            assertThat(after.roster())
                    .as(where + ": nobody is in a meeting that does not run")
                    .isEmpty();
            assertThat(after.moderation())
                    .as(where + ": what a host ordered ends with the run")
                    .isEqualTo(Moderation.NONE);
        }
        if (after.running() && !before.running()) {
            assertThat(command).as(where).isInstanceOf(Command.Start.class);
            assertThat(before.find(((Command.Start) command).by()).orElseThrow().role())
                    .as(where + ": only a host starts")
                    .isEqualTo(Role.HOST);
        }
        if (after.running() && after.roster().isEmpty()) {
            assertThat(after.emptySince())
                    .as(where + ": an empty meeting will end")
                    .isNotNull();
            assertThat(after.nextDeadline(Timing.DEFAULT)).as(where).isPresent();
        }
        assertThat(after.moderation().spotlight())
                .as(where + ": who is in the spotlight is there")
                .allMatch(who -> after.find(who).filter(Participant::isIn).isPresent());
    }

    private static void rights(String where, Meeting before, Meeting after, Command command, Outcome outcome) {
        if (!after.settings().equals(before.settings()) && !(command instanceof Command.Arrange)) {
            assertThat(before.find(((Command.Change) command).by())
                            .orElseThrow()
                            .moderates())
                    .as(where + ": only hosts set")
                    .isTrue();
        }
        if (outcome instanceof Outcome.Accepted(List<Event> events)
                && command instanceof Control control
                && !events.isEmpty()) {
            Participant by = before.find(control.by()).orElseThrow();
            boolean ofOneself =
                    control instanceof Control.Rename rename && rename.who().equals(rename.by());
            assertThat(by.moderates() || ofOneself || control instanceof Control.Report)
                    .as(where + ": only hosts control")
                    .isTrue();
        }
        for (Participant p : before.people()) {
            after.find(p.id()).ifPresent(now -> {
                if (now.role() != p.role()) {
                    assertThat(command).as(where + ": roles are given").isInstanceOf(Control.Appoint.class);
                }
            });
        }
        if (!after.webinar()) {
            assertThat(after.people()).as(where).noneMatch(Participant::isAttendee);
        }
        if (command instanceof Command.Change && outcome instanceof Outcome.Accepted) {
            assertThat(after.roster())
                    .as(where + ": endpoints only")
                    .noneMatch(p -> after.settings().endpointsOnly() && p.kind().isConnector());
        }
    }

    /// Who has come in with this command, has come in by the rules that held before.
    private static void door(String where, Meeting before, Play play, Command command, Outcome outcome) {
        Meeting after = play.meeting;
        assertThat(after.roster())
                .as(where + ": who is kept out does not come in, but by a host's word")
                .noneMatch(p -> !p.isHost()
                        && !(command instanceof Control.Admit)
                        && before.find(p.id()).filter(Participant::isIn).isEmpty()
                        && before.moderation().keepsOut(p));
        if (!(command instanceof Command.Knock knock) || !(outcome instanceof Outcome.Accepted)) {
            return;
        }
        Participant newcomer = after.find(knock.id()).orElseThrow();
        if (newcomer.isHost() && knock.granted() != Role.HOST) {
            assertThat(before.hostDevices())
                    .as(where + ": a role comes from somewhere")
                    .contains(knock.device());
        }
        boolean returns = before.roster().stream().anyMatch(p -> !p.connected() && p.hasDevice(knock.device()));
        if (!newcomer.isHost() && !returns) {
            MeetingSettings rules = play.life.rules(before);
            assertThat(before.moderation().closed() && before.running())
                    .as(where + ": a lock is a lock")
                    .isFalse();
            if (rules.waitingRoom().holds(newcomer)) {
                assertThat(newcomer.stage()).as(where).isEqualTo(Stage.WAITING);
            }
            if (rules.subscribersOnly()) {
                assertThat(newcomer.account()).as(where).isTrue();
            }
        }
    }
}
