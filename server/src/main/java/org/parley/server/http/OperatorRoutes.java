// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.HandLists.Hand;
import org.parley.meeting.door.guard.Source;
import org.parley.server.OperatorDesk;

/// What operators see of the door, and decide there.
final class OperatorRoutes {
    private record Decision(
            @Nullable String network,
            @Nullable String action,
            @Nullable Long seconds,
            @Nullable String note) {}

    private static final int MAX_NOTE = 200;
    private static final int MOST_DEEDS = 200;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    /// Wider networks are no source: blocking one is a slip, or a task for a firewall.
    private static final int WIDEST_IPV4 = 8;

    private static final int WIDEST_IPV6 = 16;

    private final OperatorDesk desk;
    private final Hosts hosts;
    private final Origins origins;
    private final InstantSource clock;

    OperatorRoutes(OperatorDesk desk, Hosts hosts, Origins origins, InstantSource clock) {
        this.desk = desk;
        this.hosts = hosts;
        this.origins = origins;
        this.clock = clock;
    }

    /// All that the page shows.
    void door(Context context) {
        hosts.requireOperator(context);
        String own = Cidr.of(Source.of(origins.address(context))).toString();
        Json.write(context, 200, OperatorView.of(desk, own, clock.instant()));
    }

    /// Allows or blocks a network.
    void decide(Context context) {
        Account operator = hosts.requireOperator(context);
        Decision body = Json.read(context, Decision.class);
        Cidr network = network(body.network());
        Hand hand = hand(body.action());
        Optional<Instant> until = until(body.seconds());
        String note = note(body.note());
        desk.decide(operator, network, hand, note, until, origins.address(context))
                .ifPresentOrElse(
                        refusal -> {
                            throw new Problem(409, words(refusal));
                        },
                        () -> Json.write(context, 201, rule(network)));
    }

    private Object rule(Cidr network) {
        return desk.rules().stream()
                .filter(rule -> rule.network().equals(network.toString()))
                .map(OperatorView.Rule::of)
                .findFirst()
                .orElseThrow(() -> new Problem(409, "Somebody else has just lifted it."));
    }

    private static String words(OperatorDesk.Refusal refusal) {
        return switch (refusal) {
            case FULL ->
                "There are %,d rules, and no room for another. Lift some, or use a firewall."
                        .formatted(OperatorDesk.MOST_RULES);
            case OWN_ADDRESS -> "Your own address is in that network: you could not sign in any more.";
        };
    }

    /// Takes a rule back.
    void lift(Context context) {
        Account operator = hosts.requireOperator(context);
        if (!desk.lift(operator, network(context.queryParam("network")))) {
            throw new Problem(404, "There is no rule for this network.");
        }
        context.status(204);
    }

    /// Ends a block of the guard's own.
    void forgive(Context context) {
        Account operator = hosts.requireOperator(context);
        if (!desk.forgive(operator, network(context.queryParam("network")))) {
            throw new Problem(404, "This network is not held up.");
        }
        context.status(204);
    }

    /// Who did what.
    void log(Context context) {
        hosts.requireOperator(context);
        Json.write(context, 200, OperatorView.Log.of(desk.deeds(MOST_DEEDS)));
    }

    private static Cidr network(@Nullable String text) {
        Cidr network = Optional.ofNullable(text)
                .flatMap(Cidr::parse)
                .orElseThrow(() -> new Problem(400, "That is no address and no network such as 192.0.2.0/24."));
        boolean ipv4 = !network.toString().contains(":");
        int widest = ipv4 ? WIDEST_IPV4 : WIDEST_IPV6;
        if (network.length() < widest) {
            throw new Problem(400, "That network is too wide: it has at least %d bits.".formatted(widest));
        }
        return network;
    }

    private static Hand hand(@Nullable String action) {
        return switch (action) {
            case "allow" -> Hand.ALLOWED;
            case "block" -> Hand.BLOCKED;
            case null, default -> throw new Problem(400, "The action is allow or block.");
        };
    }

    private Optional<Instant> until(@Nullable Long seconds) {
        if (seconds == null) {
            return Optional.empty();
        }
        if (seconds < SHORTEST.toSeconds() || seconds > LONGEST.toSeconds()) {
            throw new Problem(400, "A rule holds for 60 seconds to 366 days, or, without seconds, for good.");
        }
        return Optional.of(clock.instant().plusSeconds(seconds));
    }

    private static String note(@Nullable String text) {
        String note = text == null ? "" : text.strip();
        if (note.length() > MAX_NOTE || note.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(400, "A note has at most 200 characters and no control characters.");
        }
        return note;
    }
}
