// SPDX-License-Identifier: Apache-2.0
package org.parley.server.signal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.Role;
import org.parley.meeting.WayIn;
import org.parley.meeting.door.Digest;

/// Tickets from the door: random, good once and for a minute, in memory alone. May be called from any thread.
public final class Tickets {
    /// What a ticket entitles to.
    ///
    /// @param meeting the meeting's id
    /// @param name the name given at the door
    /// @param way what was shown at the door
    /// @param subscriber the account's id, if the holder is signed in as a subscriber
    /// @param device of the browser that what was shown is good for; null if it is good for any
    public record Ticket(
            String meeting,
            String name,
            Role role,
            EndpointKind kind,
            WayIn way,
            @Nullable String subscriber,
            @Nullable Digest device) {
        @Override
        public String toString() {
            return "Ticket[" + role + "]";
        }
    }

    private static final int BYTES = 24;

    private final RandomGenerator random;
    private final Cache<String, Ticket> issued;

    /// @param random cryptographically strong
    /// @param nanoClock that does not jump
    public Tickets(RandomGenerator random, LongSupplier nanoClock) {
        this.random = random;
        this.issued = Caffeine.newBuilder()
                .maximumSize(Limits.MAX_TICKETS)
                .expireAfterWrite(Limits.TICKET_LIFETIME)
                .ticker(nanoClock::getAsLong)
                .build();
    }

    public String issue(Ticket ticket) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        issued.put(text, ticket);
        return text;
    }

    public Optional<Ticket> use(String text) {
        return Optional.ofNullable(issued.asMap().remove(text));
    }

    /// How many wait to be used.
    long kept() {
        issued.cleanUp();
        return issued.estimatedSize();
    }

    public static long lifetimeSeconds() {
        return Limits.TICKET_LIFETIME.toSeconds();
    }
}
