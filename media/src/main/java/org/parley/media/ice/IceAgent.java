// SPDX-License-Identifier: Apache-2.0
package org.parley.media.ice;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.stun.IceUsername;
import org.parley.media.stun.MappedAddress;
import org.parley.media.stun.StunAttribute;
import org.parley.media.stun.StunMessage;
import org.parley.media.stun.StunWriter;

/// The server's side of ICE for one endpoint. Always lite and controlled (RFC 8445 §6.1.1): it answers checks
/// and sends none. Checks that are not authentic get no answer at all (RFC 8489 §9.1.3 would answer 401):
/// whoever doesn't know the password learns nothing and can't make us send to a third party.
///
/// Which pair is used: the nominated one. Browsers nominate in different ways, some all pairs at once, so
/// among several nominated pairs the one with the higher priority wins, unless authenticated packets come on
/// another: we send where the endpoint sends from.
public final class IceAgent {
    /// An endpoint asks for consent every 4 to 6 s (RFC 7675 §5.1); less than 6 s would call a quiet one
    /// lost.
    private static final long STALE_AFTER = Duration.ofSeconds(7).toNanos();
    /// RFC 7675 §5.1: consent expires.
    private static final long EXPIRED_AFTER = Duration.ofSeconds(30).toNanos();
    /// A nominated pair of less priority takes over when the used one was silent for so long.
    private static final long SILENT_AFTER = Duration.ofSeconds(1).toNanos();
    /// More than a page with three networks and both protocols makes.
    static final int MAX_PAIRS = 16;

    private final SecureRandom random;
    private final List<CandidatePair> pairs = new ArrayList<>();
    private @Nullable Generation current;
    private @Nullable Generation previous;
    private @Nullable CandidatePair selected;
    private boolean checked;
    private long heardAt;

    public IceAgent(SecureRandom random) {
        this.random = random;
    }

    private record Generation(int number, IceCredentials local, String remoteUfrag, String remotePwd) {}

    /// The other side's credentials as an offer says them. New ones restart ICE (RFC 8445 §9): then our own
    /// are new, too, and the old ones stay good until a pair is nominated with the new ones.
    ///
    /// @return our own credentials, for the answer
    public IceCredentials negotiate(String remoteUfrag, String remotePwd) {
        Generation now = current;
        if (now != null && now.remoteUfrag.equals(remoteUfrag) && now.remotePwd.equals(remotePwd)) {
            return now.local;
        }
        Generation next =
                new Generation(now == null ? 1 : now.number + 1, IceCredentials.draw(random), remoteUfrag, remotePwd);
        previous = now;
        current = next;
        return next.local;
    }

    /// Our username fragments that checks may be addressed to just now.
    public List<String> ufrags() {
        List<String> ufrags = new ArrayList<>(2);
        if (current != null) {
            ufrags.add(current.local.ufrag());
        }
        if (previous != null) {
            ufrags.add(previous.local.ufrag());
        }
        return ufrags;
    }

    /// What became of a check.
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public sealed interface Outcome {
        /// Not for us, or not authentic: no answer.
        record Ignored(String why) implements Outcome {}

        /// Authentic, but not acceptable: this error is the answer.
        record Refused(byte[] reply) implements Outcome {}

        /// The pair is valid.
        ///
        /// @param evicted the pair that had to make room, if one had to
        record Valid(
                byte[] reply, CandidatePair pair, @Nullable CandidatePair evicted) implements Outcome {}
    }

    /// @param path identifies where the check came from: the same object for the same pair of addresses
    /// @param source the address it came from, which goes into the answer
    public Outcome onCheck(StunMessage check, Object path, MappedAddress source, long now) {
        if (check.type() != StunMessage.BINDING_REQUEST) {
            return new Outcome.Ignored("not a Binding request");
        }
        if (!check.isFingerprinted() || !check.hasIntegrity()) {
            return new Outcome.Ignored("without FINGERPRINT or MESSAGE-INTEGRITY");
        }
        Generation generation = check.username().map(this::generation).orElse(null);
        if (generation == null) {
            return new Outcome.Ignored("unknown USERNAME");
        }
        byte[] password = generation.local.pwd().getBytes(StandardCharsets.US_ASCII);
        if (!check.isAuthentic(password)) {
            return new Outcome.Ignored("wrong MESSAGE-INTEGRITY");
        }
        int[] unknown = check.unknownRequired();
        if (unknown.length > 0) {
            return new Outcome.Refused(new StunWriter(StunMessage.BINDING_ERROR, check.transactionId())
                    .error(420, "Unknown Attribute")
                    .unknownAttributes(unknown)
                    .finish(password));
        }
        if (check.has(StunAttribute.ICE_CONTROLLED)) {
            return new Outcome.Refused(new StunWriter(StunMessage.BINDING_ERROR, check.transactionId())
                    .error(487, "Role Conflict")
                    .finish(password));
        }
        byte[] reply = new StunWriter(StunMessage.BINDING_SUCCESS, check.transactionId())
                .mappedAddress(source)
                .finish(password);
        CandidatePair pair = find(path);
        CandidatePair evicted = null;
        if (pair == null) {
            evicted = makeRoom();
            pair = new CandidatePair(path);
            pairs.add(pair);
        }
        boolean nominates = check.has(StunAttribute.USE_CANDIDATE);
        pair.checked(generation.number, check.priority(), nominates, now);
        checked = true;
        heardAt = now;
        select(pair, nominates, now);
        return new Outcome.Valid(reply, pair, evicted);
    }

    /// An authenticated packet came on this pair. Allocates nothing.
    public void onPacket(CandidatePair pair, long now) {
        heardAt = now;
        pair.used(now);
        CandidatePair used = selected;
        if (pair != used
                && (used == null
                        || (pair.generation() >= used.generation() && (pair.isNominated() || !used.isNominated())))) {
            selected = pair;
        }
    }

    /// The pair is no more: its TCP connection has ended.
    public void forget(CandidatePair pair) {
        pairs.remove(pair);
        if (selected == pair) {
            selected = null;
            for (CandidatePair other : pairs) {
                if (selected == null || other.usedAt() > selected.usedAt()) {
                    selected = other;
                }
            }
        }
    }

    /// The pair to send on; null before the first valid check.
    public @Nullable CandidatePair selected() {
        return selected;
    }

    public List<CandidatePair> pairs() {
        return List.copyOf(pairs);
    }

    /// Whether the endpoint still wants to hear from us.
    public Consent consent(long now) {
        if (!checked) {
            return Consent.NEVER_GIVEN;
        }
        long silence = now - heardAt;
        if (silence >= EXPIRED_AFTER) {
            return Consent.EXPIRED;
        }
        return silence >= STALE_AFTER ? Consent.STALE : Consent.FRESH;
    }

    private void select(CandidatePair pair, boolean nominates, long now) {
        CandidatePair used = selected;
        if (used == null) {
            selected = pair;
        } else if (nominates && pair.generation() > used.generation()) {
            selected = pair;
        } else if (nominates && pair != used && pair.generation() == used.generation()) {
            if (!used.isNominated() || pair.priority() > used.priority() || now - used.usedAt() > SILENT_AFTER) {
                selected = pair;
            }
        }
        Generation newest = current;
        if (nominates && newest != null && pair.generation() == newest.number) {
            previous = null;
        }
    }

    private @Nullable Generation generation(IceUsername name) {
        if (matches(current, name)) {
            return current;
        }
        return matches(previous, name) ? previous : null;
    }

    private static boolean matches(@Nullable Generation generation, IceUsername name) {
        return generation != null
                && generation.local.ufrag().equals(name.receiver())
                && generation.remoteUfrag.equals(name.sender());
    }

    @SuppressWarnings("ReferenceEquality") // a path is its object
    private @Nullable CandidatePair find(Object path) {
        for (CandidatePair pair : pairs) {
            if (pair.path() == path) {
                return pair;
            }
        }
        return null;
    }

    private @Nullable CandidatePair makeRoom() {
        if (pairs.size() < MAX_PAIRS) {
            return null;
        }
        CandidatePair oldest = null;
        for (CandidatePair pair : pairs) {
            if (pair != selected && (oldest == null || pair.usedAt() < oldest.usedAt())) {
                oldest = pair;
            }
        }
        if (oldest != null) {
            pairs.remove(oldest);
        }
        return oldest;
    }
}
