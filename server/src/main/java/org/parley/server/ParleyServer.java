// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Account;
import org.parley.directory.Accounts;
import org.parley.directory.Database;
import org.parley.directory.DatabaseException;
import org.parley.directory.MeetingRegister;
import org.parley.directory.OperatorBook;
import org.parley.directory.PolicyRegister;
import org.parley.directory.Registrations;
import org.parley.directory.Schedules;
import org.parley.directory.Sessions;
import org.parley.directory.Token;
import org.parley.media.turn.TurnCredentials;
import org.parley.meeting.EndpointKind;
import org.parley.meeting.Limits;
import org.parley.meeting.MeetingLife;
import org.parley.meeting.Timing;
import org.parley.meeting.WayIn;
import org.parley.meeting.door.Door;
import org.parley.meeting.door.DoorAnswer;
import org.parley.meeting.door.Invitation;
import org.parley.meeting.door.KeyedHash;
import org.parley.meeting.door.MeetingNumber;
import org.parley.meeting.door.Proof;
import org.parley.meeting.door.guard.Mode;
import org.parley.server.cluster.EncryptionMetrics;
import org.parley.server.cluster.Meetings;
import org.parley.server.cluster.PlaybackMetrics;
import org.parley.server.config.DataDirectory;
import org.parley.server.config.Settings;
import org.parley.server.config.SettingsException;
import org.parley.server.http.AdminServer;
import org.parley.server.http.Certificates;
import org.parley.server.http.HttpServer;
import org.parley.server.http.Relay;
import org.parley.server.signal.ResumeTokens;
import org.parley.server.signal.ServerMessage;
import org.parley.server.signal.SignalSocket;
import org.parley.server.signal.Tickets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A whole server: what is started, in which order, and stopped in the reverse one.
public final class ParleyServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ParleyServer.class);
    private static final int KEY_BYTES = 32;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Accounts accounts;
    private final MeetingOffice office;
    private final RegistrationOffice registrations;
    private final Policies policies;
    private final Meetings meetings;
    private final Tickets tickets;
    private final HttpServer http;
    private final AdminServer admin;
    private boolean stopped;

    private ParleyServer(Settings settings, DataDirectory data, MediaFactory media, InstantSource clock) {
        var random = new SecureRandom();
        try {
            HttpServer.checkPort(settings.http());
            byte[] drawn = new byte[KEY_BYTES];
            random.nextBytes(drawn);
            var hash = new KeyedHash(data.secret("installation.key", drawn));
            var certificates = opened(new Certificates(settings, clock));
            Metrics metrics = opened(new Metrics());
            // Media takes the longest, so it starts beside the rest.
            var plane = opened(new StartingMedia(() -> media.start(settings, metrics.registry())));
            Database database =
                    opened(Database.open(settings.database().orElseGet(() -> Database.embedded(data.path()))));
            data.tighten();
            accounts = new Accounts(database, clock, random);
            var sessions = new Sessions(database, clock, random, settings.sessionLifetime());
            var register = new MeetingRegister(database);
            var life = new MeetingLife(
                    new Timing(
                            settings.meeting().reconnectGrace(),
                            settings.meeting().emptyGrace()),
                    new Limits(
                            settings.meeting().maxPeople(), settings.meeting().maxWaiting()),
                    settings.meeting().floor());
            meetings = opened(Meetings.start(
                    database,
                    life,
                    clock,
                    random,
                    plane,
                    new EncryptionMetrics(metrics.registry()),
                    new PlaybackMetrics(metrics.registry())));
            var door = new Door(hash);
            registrations = new RegistrationOffice(new Registrations(database), door, clock, random);
            policies = new Policies(
                    new PolicyRegister(database),
                    register,
                    meetings,
                    settings.meeting().floor());
            office = new MeetingOffice(
                    register,
                    registrations,
                    meetings,
                    policies,
                    door,
                    clock,
                    random,
                    settings.meeting().maxPerAccount());
            tickets = new Tickets(random, System::nanoTime);
            var tokens = new ResumeTokens(hash, random);
            DoorGuard.Listener listener = listener(settings.guard(), metrics.registry(), clock, random);
            Function<DoorGuard.Place, DoorGuard> guard = place -> opened(
                    DoorGuard.start(place, settings.guard(), data, hash, metrics.registry(), clock, random, listener));
            List<DoorGuard> guards =
                    Stream.of(DoorGuard.Place.values()).map(guard).toList();
            var desk = new OperatorDesk(
                    new OperatorBook(database),
                    settings.guard(),
                    guards,
                    meetings.share(guards, metrics.registry()),
                    metrics.registry(),
                    clock);
            admin = opened(AdminServer.start(settings.admin(), metrics.registry()));
            var relay = relay(settings, plane.await(), random);
            var parts = new HttpServer.Parts(
                    settings,
                    accounts,
                    sessions,
                    register,
                    office,
                    new ScheduleOffice(new Schedules(database), meetings),
                    registrations,
                    desk,
                    policies,
                    meetings,
                    tickets,
                    hash,
                    (device, bad) -> metrics.count(
                            meetings, new SignalSocket(meetings, tickets, tokens, passes(relay, clock), device, bad)),
                    relay,
                    metrics.registry(),
                    clock,
                    random);
            http = opened(HttpServer.start(parts, certificates.factory()));
            http.ready(true);
        } catch (DatabaseException e) {
            close();
            throw new SettingsException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// A proxy that speaks HTTP lets no TURN through, so behind one there is none.
    private static Optional<Relay.Way> relay(Settings settings, MediaFactory.Started media, RandomGenerator random) {
        if (settings.http().behindProxy() || media.announced().isEmpty()) {
            return Optional.empty();
        }
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        return Optional.of(new Relay.Way(new TurnCredentials(secret), media.announced(), media.local()));
    }

    private static Function<String, ServerMessage.@Nullable Relay> passes(
            Optional<Relay.Way> relay, InstantSource clock) {
        return participant -> relay.map(way -> way.credentials().issue(participant, clock.instant()))
                .map(pass -> new ServerMessage.Relay(pass.username(), pass.password()))
                .orElse(null);
    }

    private DoorGuard.Listener listener(
            Settings.Guard guard, MeterRegistry metrics, InstantSource clock, RandomGenerator random) {
        return guard.webhook()
                .<DoorGuard.Listener>map(to -> opened(new DoorWebhook(
                        to, guard.mode() == Mode.OBSERVE, metrics, clock, random, Duration.ofSeconds(1))))
                .orElse((_, _) -> {});
    }

    /// @throws SettingsException if it cannot start as it is configured
    public static ParleyServer start(Settings settings, DataDirectory data, MediaFactory media) {
        return new ParleyServer(settings, data, media, InstantSource.system());
    }

    private <T extends AutoCloseable> T opened(T part) {
        started.push(part);
        return part;
    }

    List<String> routes() {
        return http.routes();
    }

    public String url() {
        return http.url();
    }

    public int httpPort() {
        return http.port();
    }

    public int adminPort() {
        return admin.port();
    }

    /// A one-time token for the first account; empty if there is one already.
    public Optional<Token> setupToken() {
        return accounts.drawSetupToken();
    }

    Policies policies() {
        return policies;
    }

    public Account createAccount(String name, String password) {
        return accounts.create(name, password);
    }

    public Optional<Invitation> createMeeting(Account host, NewMeeting wanted) {
        return office.create(host, wanted);
    }

    /// The door for a connector in this process: a ticket for whoever shows what opens a meeting.
    Optional<String> knock(MeetingNumber number, Proof proof, String name, EndpointKind kind) {
        return switch (office.knock(number.digits(), proof, null)) {
            case DoorAnswer.Granted g ->
                Optional.of(tickets.issue(
                        new Tickets.Ticket(g.meeting(), name, g.role(), kind, WayIn.of(proof, g), null, null)));
            case DoorAnswer.Refused _ -> Optional.empty();
        };
    }

    /// Whether the meeting with this number runs just now.
    public boolean isRunning(MeetingNumber number) {
        return office.isRunning(number);
    }

    public void deleteMeeting(MeetingNumber number) {
        office.delete(number);
    }

    /// Ends in an orderly way: clients are told, then all is closed.
    ///
    /// @param forEver whether meetings end with the server, or go on when it is started again on the same
    ///     data
    public synchronized void stop(boolean forEver) {
        if (!stopped) {
            http.ready(false);
            meetings.stopAll(forEver);
            http.drain();
            close();
        }
    }

    /// Closes everything at once: meetings go on when the server is started again on the same data.
    @Override
    public synchronized void close() {
        stopped = true;
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("{} did not close well", part.getClass().getSimpleName(), e);
            }
        }
    }
}
