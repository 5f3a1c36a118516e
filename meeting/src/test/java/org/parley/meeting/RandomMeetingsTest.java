// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Long random lives of a meeting: what must always hold, holds after every command.
class RandomMeetingsTest {
    private static final List<String> DEVICES = List.of("laptop", "phone", "tablet");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatever_happens_the_rules_of_the_house_hold(long seed) {
        var random = new Random(seed);
        var play = new Play();
        for (int step = 0; step < 2_000; step++) {
            Meeting before = play.meeting;
            Command command = any(random, play);
            Outcome outcome = play.does(command);
            String where = "seed " + seed + ", step " + step + ", " + command + " -> " + outcome;
            holds(where, before, play, command, outcome);
        }
        Meeting replayed = Meeting.ABSENT;
        for (Event event : play.events) {
            replayed = replayed.after(event);
        }
        assertThat(replayed).as("the journal alone gives the state").isEqualTo(play.meeting);
    }

    private static Command any(Random random, Play play) {
        String device = random.nextBoolean() ? null : DEVICES.get(random.nextInt(DEVICES.size()));
        return switch (random.nextInt(14)) {
            case 0, 1, 2 -> play.knocking("Guest", Role.PARTICIPANT, device);
            case 3 -> play.knocking("Host", Role.HOST, device);
            case 4 -> new Command.Start(somebody(random, play));
            case 5 -> new Command.Leave(somebody(random, play));
            case 6 -> new Command.Lose(somebody(random, play));
            case 7 -> random.nextInt(8) == 0 ? new Command.End(somebody(random, play)) : new Command.Tick();
            case 8, 9 -> resuming(random, play);
            case 11 -> new Command.Change(somebody(random, play), anyPolicy(random), anyFlag(random));
            case 12 -> {
                Command.Knock k = play.knocking("Connector", Role.PARTICIPANT, null);
                EndpointKind kind = EndpointKind.values()[random.nextInt(EndpointKind.values().length)];
                yield new Command.Knock(
                        k.id(), k.csrc(), k.name(), k.granted(), k.resume(), k.device(), kind, random.nextBoolean());
            }
            case 10 -> random.nextInt(10) == 0 ? new Command.LoseAllBut(Set.of()) : new Command.Tick();
            default -> {
                play.now = play.now.plus(Duration.ofSeconds(random.nextInt(20)));
                yield new Command.Tick();
            }
        };
    }

    private static @Nullable ChatPolicy anyPolicy(Random random) {
        int drawn = random.nextInt(ChatPolicy.values().length + 1);
        return drawn == ChatPolicy.values().length ? null : ChatPolicy.values()[drawn];
    }

    private static @Nullable Boolean anyFlag(Random random) {
        return random.nextInt(3) == 0 ? null : random.nextBoolean();
    }

    private static Command resuming(Random random, Play play) {
        var known = new ArrayList<>(play.meeting.people());
        known.addAll(play.meeting.former());
        return known.isEmpty()
                ? new Command.Tick()
                : play.resuming(known.get(random.nextInt(known.size())).resume());
    }

    private static ParticipantId somebody(Random random, Play play) {
        List<Participant> people = play.meeting.people();
        return people.isEmpty()
                ? new ParticipantId("nobody")
                : people.get(random.nextInt(people.size())).id();
    }

    private static void holds(String where, Meeting before, Play play, Command command, Outcome outcome) {
        Meeting after = play.meeting;
        assertThat(after.people()).as(where).hasSizeLessThanOrEqualTo(Play.MAX_PEOPLE);
        assertThat(after.people().stream().map(Participant::id)).as(where).doesNotHaveDuplicates();
        assertThat(after.people().stream().map(Participant::csrc)).as(where).doesNotHaveDuplicates();
        assertThat(after.former()).as(where).hasSizeLessThanOrEqualTo(Meeting.MAX_FORMER);
        assertThat(after.startedAt() != null).as(where).isEqualTo(after.running());
        if (!after.running()) {
            assertThat(after.roster())
                    .as(where + ": nobody is in a meeting that does not run")
                    .isEmpty();
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
        if (!after.settings().equals(before.settings())) {
            assertThat(command).as(where).isInstanceOf(Command.Change.class);
            assertThat(before.find(((Command.Change) command).by())
                            .orElseThrow()
                            .role())
                    .as(where + ": only a host sets")
                    .isEqualTo(Role.HOST);
        }
        if (command instanceof Command.Change && outcome instanceof Outcome.Accepted) {
            assertThat(after.roster())
                    .as(where + ": endpoints only")
                    .noneMatch(p -> after.settings().endpointsOnly() && p.kind().isConnector());
        }
        if (outcome instanceof Outcome.Refused) {
            assertThat(after).as(where + ": a refusal changes nothing").isEqualTo(before);
        }
        if (command instanceof Command.Knock knock && outcome instanceof Outcome.Accepted) {
            Role role = after.find(knock.id()).orElseThrow().role();
            if (role == Role.HOST && knock.granted() != Role.HOST) {
                assertThat(before.hostDevices())
                        .as(where + ": a role comes from somewhere")
                        .contains(knock.device());
            }
        }
    }
}
