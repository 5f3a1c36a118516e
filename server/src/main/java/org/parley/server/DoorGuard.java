// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.meeting.door.KeyedHash;
import org.parley.meeting.door.guard.Answer;
import org.parley.meeting.door.guard.Attempt;
import org.parley.meeting.door.guard.Charge;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.Counts;
import org.parley.meeting.door.guard.Guard;
import org.parley.meeting.door.guard.GuardPolicy;
import org.parley.meeting.door.guard.HandLists;
import org.parley.meeting.door.guard.Mode;
import org.parley.meeting.door.guard.Overview;
import org.parley.meeting.door.guard.Part;
import org.parley.meeting.door.guard.Report;
import org.parley.meeting.door.guard.Scans;
import org.parley.meeting.door.guard.Source;
import org.parley.meeting.door.guard.Way;
import org.parley.server.cluster.SharedGuard;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.Settings;
import org.parley.server.config.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The guard of the door, or of another place that is guessed at, as this server runs it: keeps what it remembers over
/// restarts, and tells the operator
/// what it finds, in metrics and one line a matter. Says no address, only the network it is in.
public final class DoorGuard implements SharedGuard, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DoorGuard.class);

    /// What is guarded, each by a guard of its own.
    public enum Place {
        DOOR("door", "guard", "door", "the door"),
        SIGN_IN("sign-in", "guard-sign-in", "sign.in", "signing in"),
        SETUP("setup", "guard-setup", "setup", "setting up");

        private final String word;
        private final String file;
        private final String metric;
        private final String words;

        Place(String word, String file, String metric, String words) {
            this.word = word;
            this.file = file;
            this.metric = metric;
            this.words = words;
        }

        /// As the API and the webhook say it.
        public String word() {
            return word;
        }

        private GuardPolicy policy() {
            return switch (this) {
                case DOOR -> GuardPolicy.door();
                case SIGN_IN -> GuardPolicy.signIn();
                case SETUP -> GuardPolicy.setup();
            };
        }
    }

    /// Hears of scans as they begin, grow and end, on the guard's own thread: must not block.
    @FunctionalInterface
    interface Listener {
        void heard(Place place, Scans.Event event);
    }

    /// Sources and networks that the operator's page lists.
    private static final int MOST_WATCHED = 200;

    /// How old an overview may be: each one walks the tables.
    private static final Duration OVERVIEW_AGE = Duration.ofSeconds(1);

    /// More than all tables full.
    private static final int MOST_STATE_BYTES = 64 << 20;

    /// More than there can be of the newest.
    private static final int MOST_SCANS_BYTES = 1 << 17;

    private static final Duration SAVE_EVERY = Duration.ofMinutes(5);
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final Place place;
    private final Guard guard;
    private final boolean observes;
    private final DataDirectory data;
    private final KeyedHash hash;
    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("guard").factory());
    private final Listener listener;
    private final Scans scans;
    private @Nullable Counts saved;
    private @Nullable Overview overview;
    private Instant overviewAt = Instant.MIN;

    private DoorGuard(
            Place place,
            Guard guard,
            boolean observes,
            DataDirectory data,
            KeyedHash hash,
            MeterRegistry metrics,
            InstantSource clock,
            RandomGenerator random,
            Listener listener) {
        this.place = place;
        this.guard = guard;
        this.observes = observes;
        this.data = data;
        this.hash = hash;
        this.metrics = metrics;
        this.clock = clock;
        this.listener = listener;
        this.scans = new Scans(random);
    }

    /// @param random cryptographically strong
    static DoorGuard start(
            Place place,
            Settings.Guard settings,
            DataDirectory data,
            KeyedHash hash,
            MeterRegistry metrics,
            InstantSource clock,
            RandomGenerator random,
            Listener listener) {
        byte[] drawn = new byte[32];
        random.nextBytes(drawn);
        byte[] key = data.secret(place.file + ".key", drawn);
        var guard = new Guard(place.policy(), settings.mode(), key, random, clock.instant());
        guard.setLists(settings.lists());
        boolean observes = settings.mode() == Mode.OBSERVE;
        if (observes && place == Place.DOOR) {
            log.warn("the guards only observe: nobody is slowed or blocked (door.guard.mode)");
        }
        var started = new DoorGuard(place, guard, observes, data, hash, metrics, clock, random, listener);
        started.restore();
        started.measure();
        var _ = started.rounds.scheduleWithFixedDelay(
                started::tell, TELL_EVERY.toMillis(), TELL_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        var _ = started.rounds.scheduleWithFixedDelay(
                started::save, SAVE_EVERY.toMillis(), SAVE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return started;
    }

    /// To be asked before anything is looked up.
    ///
    /// @param host the host name asked
    /// @param typed the number or name as typed, whether there is one or not
    public Answer ask(InetAddress from, String host, String typed, Way way, @Nullable String solution) {
        long tenant = Attempt.hashed(hash, "guard-tenant", host);
        long target = place == Place.DOOR ? Attempt.target(hash, typed) : Attempt.hashed(hash, place.file, typed);
        var attempt = new Attempt(Source.of(from), tenant, target, way, solution);
        return guard.ask(attempt, clock.instant());
    }

    /// How a try that was let through went. Once for each.
    public void report(Charge charge, boolean gotIn) {
        if (gotIn) {
            guard.passed(charge, clock.instant());
        } else {
            guard.failed(charge, clock.instant());
        }
    }

    public Place place() {
        return place;
    }

    /// The networks that are allowed and blocked by hand from now on.
    void setLists(HandLists lists) {
        guard.setLists(lists);
    }

    /// Ends a block and forgets what it was for; false if the network is not held up.
    boolean forgive(Cidr network) {
        if (!guard.forgive(network, clock.instant())) {
            return false;
        }
        List<Scans.Event> over;
        synchronized (this) {
            overview = null;
            over = scans.forgive(network, clock.instant());
        }
        over.forEach(this::tell);
        return true;
    }

    @Override
    public String name() {
        return place.word();
    }

    @Override
    public Optional<byte[]> delta() {
        return guard.delta();
    }

    @Override
    public void merge(byte[] delta) {
        guard.merge(delta, clock.instant());
    }

    @Override
    public Part part(int from) {
        return guard.part(from);
    }

    @Override
    public void adopt(byte[] part) {
        guard.adopt(part, clock.instant());
    }

    @Override
    public void forgiven(Cidr network) {
        forgive(network);
    }

    @Override
    public void alone() {
        guard.alone();
    }

    /// What is going on, at most a second old.
    public synchronized Overview overview() {
        Instant now = clock.instant();
        Overview known = overview;
        if (known == null || !now.isBefore(overviewAt.plus(OVERVIEW_AGE)) || now.isBefore(overviewAt)) {
            known = guard.overview(MOST_WATCHED, now);
            overview = known;
            overviewAt = now;
        }
        return known;
    }

    /// Scans as they began, grew and ended, newest first.
    public synchronized List<Scans.Event> events() {
        return scans.recent();
    }

    private synchronized int scansNow() {
        return scans.going();
    }

    private synchronized void restore() {
        try {
            data.kept(place.file + ".state", MOST_STATE_BYTES).ifPresent(guard::restore);
            data.kept(place.file + ".scans", MOST_SCANS_BYTES).ifPresent(scans::restore);
        } catch (IllegalArgumentException | SettingsException e) {
            log.warn(
                    "what the guard of {} remembered cannot be read, so it begins anew: {}",
                    place.words,
                    e.getMessage());
        }
    }

    private synchronized void save() {
        try {
            Counts now = guard.counts();
            if (!now.equals(saved)) {
                data.keep(place.file + ".state", guard.export());
                data.keep(place.file + ".scans", scans.export());
                saved = now;
            }
        } catch (RuntimeException e) {
            log.warn("what the guard of {} remembers cannot be kept: {}", place.words, e.getMessage());
        }
    }

    private void tell() {
        Instant now = clock.instant();
        for (Report report : guard.drainReports()) {
            List<Scans.Event> events;
            synchronized (this) {
                events = scans.on(report, now);
            }
            events.forEach(this::tell);
            found(report.kind()).increment();
            log.warn(
                    "{}{}: {} failed tries{} since {}",
                    observes ? "only observed: " : "",
                    words(report),
                    report.tries(),
                    report.sources() > 0 ? " from %d sources".formatted(report.sources()) : "",
                    report.since());
        }
        List<Scans.Event> over;
        synchronized (this) {
            over = scans.tick(now);
        }
        over.forEach(this::tell);
    }

    private void tell(Scans.Event event) {
        scanned(event.what()).increment();
        listener.heard(place, event);
    }

    private String words(Report report) {
        return switch (report.kind()) {
            case BLOCKED ->
                "%s is blocked for a source in %s until %s"
                        .formatted(place.words, network(report.where()), report.until());
            case CROWD -> "many sources fail at %s, unknown ones work for each try".formatted(place.words);
            case DISTRIBUTED -> "many sources scan %s, unknown ones have few tries".formatted(place.words);
            case GUESSING ->
                place == Place.DOOR
                        ? "one meeting number is guessed at, its passcode lets few in"
                        : "one account is guessed at, few tries at it are let through";
        };
    }

    /// Wide enough to be nobody's address.
    private static String network(String where) {
        return Cidr.parse(where)
                .map(exact -> {
                    int widest = exact.toString().contains(":") ? 48 : 24;
                    return new Cidr(exact.source(), Math.min(exact.length(), widest)).toString();
                })
                .orElse("an unknown network");
    }

    private void measure() {
        for (Report.Kind kind : Report.Kind.values()) {
            found(kind);
        }
        measure("tries", Counts::tries);
        measure("delays", Counts::delayed);
        measure("challenges", Counts::challenges);
        measure("solutions", Counts::solved);
        measure("refusals", Counts::blocked);
        measure("blocks", Counts::blocks);
        measure("observed.refusals", Counts::wouldBlock);
        measure("unreported", Counts::unreported);
        measure("hits", Counts::passed);
        measure("misses", Counts::failed);
        for (Scans.What what : Scans.What.values()) {
            scanned(what);
        }
        gauge("scans.now", List.of(), DoorGuard::scansNow);
        gauge("crowd", List.of(), it -> it.overview().mood().crowd().ordinal());
        gauge("guessed", List.of(), it -> it.overview().guessed());
        gauge("held", List.of(Tag.of("step", "slowed")), it -> it.overview().slowed());
        gauge("held", List.of(Tag.of("step", "challenged")), it -> it.overview().challenged());
        gauge("held", List.of(Tag.of("step", "blocked")), it -> it.overview().blocked());
    }

    private Counter found(Report.Kind kind) {
        return metrics.counter(
                "parley." + place.metric + ".guard.reports", "kind", kind.name().toLowerCase(Locale.ROOT));
    }

    private Counter scanned(Scans.What what) {
        return metrics.counter(
                "parley." + place.metric + ".guard.scans", "event", what.name().toLowerCase(Locale.ROOT));
    }

    private void gauge(String name, List<Tag> tags, ToDoubleFunction<DoorGuard> value) {
        metrics.gauge("parley." + place.metric + ".guard." + name, tags, this, value);
    }

    private void measure(String name, ToDoubleFunction<Counts> count) {
        FunctionCounter.builder(
                        "parley." + place.metric + ".guard." + name, guard, it -> count.applyAsDouble(it.counts()))
                .register(metrics);
    }

    @Override
    public void close() {
        rounds.shutdown();
        try {
            if (!rounds.awaitTermination(1, TimeUnit.SECONDS)) {
                rounds.shutdownNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        tell();
        save();
    }
}
