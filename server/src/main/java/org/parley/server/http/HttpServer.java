// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.websocket.WsContext;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.parley.directory.Accounts;
import org.parley.directory.MeetingRegister;
import org.parley.directory.Sessions;
import org.parley.directory.TryLimiter;
import org.parley.meeting.door.Digest;
import org.parley.meeting.door.KeyedHash;
import org.parley.meeting.door.guard.Source;
import org.parley.server.DoorGuard;
import org.parley.server.MeetingOffice;
import org.parley.server.OperatorDesk;
import org.parley.server.Policies;
import org.parley.server.RegistrationOffice;
import org.parley.server.ScheduleOffice;
import org.parley.server.cluster.Meetings;
import org.parley.server.config.Settings;
import org.parley.server.config.SettingsException;
import org.parley.server.mail.Mailer;
import org.parley.server.signal.Limits;
import org.parley.server.signal.SignalSocket;
import org.parley.server.signal.Tickets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The public HTTP server: routes, headers and errors. Requests run on virtual threads.
public final class HttpServer implements AutoCloseable {
    /// What the server serves.
    public record Parts(
            Settings settings,
            Accounts accounts,
            Sessions sessions,
            MeetingRegister register,
            MeetingOffice office,
            ScheduleOffice schedules,
            RegistrationOffice registrations,
            OperatorDesk desk,
            Policies policies,
            Meetings meetings,
            Tickets tickets,
            KeyedHash hash,
            SignalSocket.Factory signal,
            Optional<Relay.Way> relay,
            MeterRegistry metrics,
            InstantSource clock,
            RandomGenerator random) {}

    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
    private static final String SIGNAL = "/api/v1/signal";
    private static final String DEVICE = "parley.device";
    private static final String SOURCE = "parley.source";

    /// Hellos without a valid ticket that one source may say. Tickets have 192 random bits and nobody guesses one; this
    /// bounds what a flood of them costs. A lower bound would keep neighbours behind one address out.
    private static final int BAD_HELLOS = 120;

    private static final Duration BAD_HELLOS_IN = Duration.ofMinutes(1);

    /// Bodies of the API are small; signalling has a limit of its own.
    private static final long MAX_BODY = 64 * 1024;

    /// A client that sends its request line and headers slower than this is not worth a connection.
    private static final long HTTP_IDLE_MILLIS = 30_000;

    /// A stop takes 5 s at most, and the rest of the server needs its share.
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private final Javalin javalin;
    private final AtomicBoolean ready;
    private final SignalSocket socket;
    private final Settings settings;

    private HttpServer(Javalin javalin, AtomicBoolean ready, SignalSocket socket, Settings settings) {
        this.javalin = javalin;
        this.ready = ready;
        this.socket = socket;
        this.settings = settings;
    }

    /// Asks for the port before anything is started, so that a port in use is said at once and alone.
    ///
    /// @throws SettingsException if the port cannot be had
    public static void checkPort(Settings.Http http) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(http.address(), http.port()));
        } catch (IOException e) {
            throw portTaken(http, e);
        }
    }

    private static SettingsException portTaken(Settings.Http http, Exception cause) {
        return new SettingsException(
                "http.port %d on %s cannot be opened: stop the process that has it, or choose another with --http-port"
                        .formatted(http.port(), http.address()),
                cause);
    }

    /// @param tls for HTTPS, or null for plain HTTP
    /// @throws SettingsException if the port cannot be had
    public static HttpServer start(Parts parts, SslContextFactory.@Nullable Server tls) {
        var ready = new AtomicBoolean();
        Settings.Http http = parts.settings().http();
        var hellos = new TryLimiter(parts.clock(), BAD_HELLOS, BAD_HELLOS_IN);
        SignalSocket socket = parts.signal().create(HttpServer::device, context -> {
            String source = Objects.requireNonNullElse(context.attribute(SOURCE), "");
            return () -> {
                var _ = hellos.take(source);
            };
        });
        Javalin javalin = Javalin.create(config -> configure(config, parts, tls, ready, socket, hellos));
        try {
            javalin.start();
        } catch (RuntimeException e) {
            throw portTaken(http, e);
        }
        return new HttpServer(javalin, ready, socket, parts.settings());
    }

    private static void configure(
            JavalinConfig config,
            Parts parts,
            SslContextFactory.@Nullable Server tls,
            AtomicBoolean ready,
            SignalSocket socket,
            TryLimiter hellos) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.maxRequestSize = MAX_BODY;
        config.http.generateEtags = false;
        config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
        config.jetty.modifyHttpConfiguration(jetty -> {
            jetty.setSendServerVersion(false);
            jetty.setSendXPoweredBy(false);
            jetty.setSendDateHeader(false);
            jetty.setRequestHeaderSize(8 * 1024);
        });
        config.jetty.modifyWebSocketServletFactory(factory -> {
            factory.setMaxTextMessageSize(Limits.MAX_MESSAGE_BYTES);
            factory.setMaxBinaryMessageSize(1_024);
            factory.setIdleTimeout(Limits.IDLE_TIMEOUT);
        });
        config.jetty.addConnector((server, jetty) -> connector(server, jetty, parts, tls));
        routes(config.routes, parts, ready, socket, hellos);
    }

    private static ServerConnector connector(
            Server server, HttpConfiguration jetty, Parts parts, SslContextFactory.@Nullable Server tls) {
        Settings.Http http = parts.settings().http();
        var secure = new HttpConfiguration(jetty);
        if (tls != null) {
            // The name in the certificate is not checked against the request: people may use an address in a LAN.
            secure.addCustomizer(new SecureRequestCustomizer(false));
        }
        var protocols = new ArrayList<ConnectionFactory>();
        protocols.add(new HttpConnectionFactory(secure));
        parts.relay()
                .ifPresent(way -> protocols.addFirst(
                        new DetectorConnectionFactory(new Relay(way, parts.metrics(), parts.clock(), parts.random()))));
        if (tls != null) {
            protocols.addFirst(
                    new SslConnectionFactory(tls, protocols.getFirst().getProtocol()));
        }
        var connector = new ServerConnector(server, 1, 1, protocols.toArray(ConnectionFactory[]::new));
        connector.setHost(http.address());
        connector.setPort(http.port());
        connector.setIdleTimeout(HTTP_IDLE_MILLIS);
        connector.setReuseAddress(true);
        return connector;
    }

    private static void routes(
            RoutesConfig routes, Parts parts, AtomicBoolean ready, SignalSocket socket, TryLimiter hellos) {
        var origins = new Origins(parts.settings());
        var cookies = new Cookies(origins, parts.random());
        var hosts = new Hosts(parts.sessions(), origins);
        var pages = new Pages(cookies);
        var headers = new SecurityHeaders(origins);
        var sessions = new SessionRoutes(
                parts.accounts(),
                parts.sessions(),
                hosts,
                cookies,
                origins,
                guarded(parts, DoorGuard.Place.SIGN_IN, origins),
                guarded(parts, DoorGuard.Place.SETUP, origins),
                new KnownDevices(parts.hash(), cookies),
                parts.settings().smtp().isPresent(),
                parts.clock());
        var own = new OwnMeetings(hosts, parts.office());
        var meetings = new MeetingRoutes(
                parts.office(),
                parts.register(),
                parts.schedules(),
                parts.meetings(),
                hosts,
                own,
                origins,
                parts.clock());
        var arrangements = new ArrangementRoutes(own, parts.office(), parts.meetings());
        var schedules = new ScheduleRoutes(own, parts.schedules(), origins, parts.clock());
        var logs = new LogRoutes(own, parts.meetings(), parts.clock());
        var policies = new PolicyRoutes(parts.policies(), parts.desk(), hosts);
        var door = new DoorRoute(
                parts.office(),
                guarded(parts, DoorGuard.Place.DOOR, origins),
                parts.tickets(),
                hosts,
                origins,
                cookies,
                parts.hash(),
                parts.metrics());
        var registrations = new RegistrationRoutes(parts.registrations(), own, origins);
        var smtp = parts.settings().smtp();
        var mail = new MailRoutes(
                own,
                parts.office(),
                parts.schedules(),
                origins,
                smtp.map(it -> new Mailer(it, parts.clock())),
                smtp.map(Settings.Smtp::from).orElse(""),
                parts.clock());
        var operators = new OperatorRoutes(parts.desk(), hosts, origins, parts.clock());

        routes.before(headers::add);
        routes.get("/health", context -> health(context, ready));
        routes.get("/api/openapi.json", OpenApi::serve);
        routes.post("/api/v1/setup", sessions::setup);
        routes.post("/api/v1/session", sessions::signIn);
        routes.get("/api/v1/session", sessions::who);
        routes.delete("/api/v1/session", sessions::signOut);
        routes.post("/api/v1/meetings", meetings::create);
        routes.get("/api/v1/meetings", meetings::list);
        routes.post("/api/v1/meetings/{number}/invitation", meetings::invite);
        routes.post("/api/v1/meetings/{number}/number", meetings::renumber);
        routes.post("/api/v1/meetings/{number}/invitation/mail", mail::send);
        routes.get("/api/v1/meetings/{number}/settings", arrangements::read);
        routes.patch("/api/v1/meetings/{number}/settings", arrangements::change);
        routes.put("/api/v1/meetings/{number}/schedule", schedules::set);
        routes.delete("/api/v1/meetings/{number}/schedule", schedules::clear);
        routes.get("/api/v1/meetings/{number}/invitation.ics", schedules::calendar);
        routes.get("/api/v1/meetings/{number}/log", logs::read);
        routes.get("/api/v1/meetings/{number}/log.csv", logs::deeds);
        routes.get("/api/v1/meetings/{number}/attendance.csv", logs::attendance);
        routes.delete("/api/v1/meetings/{number}", meetings::delete);
        routes.post("/api/v1/meetings/{number}/registrations", registrations::make);
        routes.get("/api/v1/meetings/{number}/registrations", registrations::list);
        routes.delete("/api/v1/meetings/{number}/registrations/{id}", registrations::withdraw);
        routes.get("/api/v1/policy", policies::read);
        routes.put("/api/v1/policy", policies::write);
        routes.post("/api/v1/door", door::knock);
        routes.get("/api/v1/operator/door", operators::door);
        routes.post("/api/v1/operator/door/rules", operators::decide);
        routes.delete("/api/v1/operator/door/rules", operators::lift);
        routes.delete("/api/v1/operator/door/blocks", operators::forgive);
        routes.get("/api/v1/operator/log", operators::log);
        routes.get("/api/v1/operator/policy", policies::readOrganisation);
        routes.put("/api/v1/operator/policy", policies::writeOrganisation);
        signal(routes, parts, origins, cookies, socket, hellos);

        routes.get("/", pages::page);
        routes.get("/m/{number}", pages::page);
        routes.get("/host", pages::page);
        routes.get("/host/{number}", pages::page);
        routes.get("/setup", pages::page);
        routes.get("/trust", pages::page);
        routes.get("/operator", pages::page);
        routes.get("/operator/defaults", pages::page);
        routes.get("/assets/<file>", pages::asset);
        routes.get("/{file}", pages::rootFile);

        routes.exception(Problem.class, (problem, context) -> problem.write(context));
        routes.exception(
                HttpResponseException.class, (refused, context) -> Problem.write(context, refused.getStatus(), null));
        routes.exception(Exception.class, (failure, context) -> {
            log.error("a request failed: {}", context.endpoint().path, failure);
            Problem.write(context, 500, null);
        });
    }

    private static Guarded guarded(Parts parts, DoorGuard.Place place, Origins origins) {
        DoorGuard guard = parts.desk().guards().stream()
                .filter(each -> each.place() == place)
                .findFirst()
                .orElseThrow();
        return new Guarded(guard, origins);
    }

    private static void signal(
            RoutesConfig routes,
            Parts parts,
            Origins origins,
            Cookies cookies,
            SignalSocket socket,
            TryLimiter hellos) {
        routes.wsBeforeUpgrade(SIGNAL, context -> {
            origins.check(context);
            String offered = context.header("Sec-WebSocket-Protocol");
            if (offered == null || !offered.split(",", 2)[0].strip().equals(SignalSocket.SUBPROTOCOL)) {
                throw new Problem(400, "Offer the subprotocol " + SignalSocket.SUBPROTOCOL + ".");
            }
            String source = Long.toHexString(Source.of(origins.address(context)).bits());
            Duration wait = hellos.untilNext(source);
            if (wait.isPositive()) {
                context.header("Retry-After", Long.toString(wait.toSeconds() + 1));
                throw new Problem(429, "Too many tries. Wait a moment.");
            }
            context.attribute(SOURCE, source);
            String device = cookies.device(context);
            if (device != null) {
                context.attribute(DEVICE, parts.hash().of("device", device));
            }
        });
        routes.ws(SIGNAL, socket::configure);
    }

    private static @Nullable Digest device(WsContext context) {
        return context.attribute(DEVICE);
    }

    private static void health(Context context, AtomicBoolean ready) {
        context.header("Cache-Control", "no-store");
        if (ready.get()) {
            context.contentType("application/json").result("{\"status\":\"ready\"}");
        } else {
            context.contentType("application/json")
                    .result("{\"status\":\"unavailable\"}")
                    .status(503);
        }
    }

    /// All routes, as `METHOD path`, for comparing them with their description.
    public List<String> routes() {
        Stream<String> http = javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path);
        return Stream.concat(http, Stream.of("GET " + SIGNAL)).toList();
    }

    public int port() {
        return javalin.port();
    }

    /// Whether `/health` says that joins work.
    public void ready(boolean now) {
        ready.set(now);
    }

    /// Where a person on this machine, or in its LAN, opens the server.
    public String url() {
        Settings.Http http = settings.http();
        if (!http.publicUrl().isEmpty()) {
            return http.publicUrl();
        }
        String scheme = settings.tls().isOn() ? "https" : "http";
        boolean named = settings.tls().isOn() && !settings.media().addresses().isEmpty();
        String host = named ? settings.media().addresses().getFirst() : "localhost";
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /// After clients were told to go: until they are gone, at most [#DRAIN].
    public void drain() {
        socket.awaitClosed(DRAIN);
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
