// SPDX-License-Identifier: Apache-2.0
package org.parley.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.parley.directory.DatabaseSettings;
import org.parley.meeting.ChatPolicy;
import org.parley.meeting.Chime;
import org.parley.meeting.WaitingRoom;
import org.parley.meeting.Who;
import org.parley.meeting.door.guard.Cidr;
import org.parley.meeting.door.guard.HandLists;
import org.parley.meeting.door.guard.Mode;

/// Puts the settings together: defaults, file, environment, command line, the later ones first. Any key that
/// is not known and any value that cannot be is a [SettingsException] that names it.
public final class SettingsReader {
    private static final String PREFIX = "PARLEY_";
    /// What secrets of Standard Webhooks begin with.
    private static final String WEBHOOK_SECRET = "whsec_";
    private static final List<String> LOG_LEVELS = List.of("error", "warn", "info", "debug");

    private final Config config;

    private SettingsReader(Config config) {
        this.config = config;
    }

    /// @param file the configuration file, or null; it must exist if it is named
    /// @param environment of the process
    /// @param options from the command line, by key
    public static Settings read(@Nullable Path file, Map<String, String> environment, Map<String, String> options) {
        Config defaults = ConfigFactory.parseResources(
                        SettingsReader.class.getClassLoader(),
                        "parley-reference.conf",
                        ConfigParseOptions.defaults().setAllowMissing(false))
                .resolve();
        try {
            Config written = file == null ? ConfigFactory.empty() : readFile(file);
            for (Map.Entry<String, ConfigValue> entry : written.entrySet()) {
                if (!defaults.hasPath(entry.getKey())) {
                    throw new SettingsException(
                            "%s sets %s, which is not a key: see docs/operating.md".formatted(file, entry.getKey()));
                }
            }
            Config merged = overlay(options, "the command line")
                    .withFallback(environment(defaults, environment))
                    .withFallback(written)
                    .withFallback(defaults)
                    .resolve();
            return new SettingsReader(merged).settings();
        } catch (ConfigException e) {
            throw new SettingsException("the configuration cannot be read: " + firstLine(e.getMessage()), e);
        }
    }

    private static Config readFile(Path file) {
        if (!Files.isReadable(file)) {
            throw new SettingsException("the configuration file %s cannot be read".formatted(file));
        }
        return ConfigFactory.parseFile(
                        file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                .resolve();
    }

    private static Config environment(Config defaults, Map<String, String> environment) {
        Config result = ConfigFactory.empty();
        for (Map.Entry<String, ConfigValue> entry : defaults.entrySet()) {
            String name = PREFIX
                    + entry.getKey().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
            String value = environment.get(name);
            if (value != null) {
                Object parsed = entry.getValue().unwrapped() instanceof List ? split(value) : value;
                result = result.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(parsed, name));
            }
        }
        return result;
    }

    private static Config overlay(Map<String, String> options, String origin) {
        Config result = ConfigFactory.empty();
        for (Map.Entry<String, String> option : options.entrySet()) {
            result = result.withValue(option.getKey(), ConfigValueFactory.fromAnyRef(option.getValue(), origin));
        }
        return result;
    }

    private Settings settings() {
        Settings.Tls tls = tls();
        boolean behindProxy = bool("http.behind-proxy");
        String address = httpAddress(tls, behindProxy);
        var http = new Settings.Http(
                port("http.port"), address, publicUrl(), behindProxy, addresses("http.trusted-proxies"));
        var media = new Settings.Media(
                port("media.port"), hostAddresses(), isLoopback(address) && !behindProxy, bool("media.segmentation"));
        String logLevel = config.getString("log.level");
        if (!LOG_LEVELS.contains(logLevel)) {
            throw new SettingsException("log.level is %s, not one of %s".formatted(logLevel, LOG_LEVELS));
        }
        return new Settings(
                path("data"),
                http,
                tls,
                media,
                new Settings.Admin(
                        port("admin.port"), existingAddress("admin.address", config.getString("admin.address"))),
                database(),
                new Settings.MeetingSettings(
                        number("meeting.max-people", 2, 10_000),
                        number("meeting.max-waiting", 1, 100_000),
                        number("meeting.max-per-account", 1, 1_000_000),
                        duration("meeting.reconnect-grace", Duration.ofSeconds(1), Duration.ofMinutes(10)),
                        duration("meeting.empty-grace", Duration.ofSeconds(1), Duration.ofHours(24)),
                        floor()),
                guard(),
                smtp(),
                duration("session.lifetime", Duration.ofMinutes(1), Duration.ofDays(366)),
                logLevel);
    }

    private org.parley.meeting.MeetingSettings floor() {
        return new org.parley.meeting.MeetingSettings(
                bool("chat.enabled") ? word("meeting.floor.chat", ChatPolicy.class) : ChatPolicy.OFF,
                bool("meeting.floor.endpoints-only"),
                word("meeting.floor.waiting-room", WaitingRoom.class),
                bool("meeting.floor.subscribers-only"),
                word("meeting.floor.chime", Chime.class),
                word("meeting.floor.unmute", Who.class),
                word("meeting.floor.video", Who.class),
                word("meeting.floor.share", Who.class),
                word("meeting.floor.rename", Who.class),
                // Not for whole installations: link-bound meetings have no registrations.
                false);
    }

    private Settings.Tls tls() {
        String certificate = config.getString("tls.certificate");
        String key = config.getString("tls.key");
        boolean selfSigned = bool("tls.self-signed");
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new SettingsException("tls.certificate and tls.key go together: set both or neither");
        }
        if (certificate.isEmpty()) {
            return selfSigned ? new Settings.Tls.SelfSigned() : new Settings.Tls.Off();
        }
        if (selfSigned) {
            throw new SettingsException("tls.self-signed is set beside tls.certificate: unset one of them");
        }
        return new Settings.Tls.Files(path("tls.certificate"), path("tls.key"));
    }

    private String httpAddress(Settings.Tls tls, boolean behindProxy) {
        String address = config.getString("http.address");
        if (address.isEmpty()) {
            return tls.isOn() || behindProxy ? "0.0.0.0" : "127.0.0.1";
        }
        existingAddress("http.address", address);
        if (!tls.isOn() && !behindProxy && !isLoopback(address)) {
            throw new SettingsException(
                    "http.address is %s without HTTPS: set tls.certificate and tls.key, tls.self-signed, or http.behind-proxy"
                            .formatted(address));
        }
        return address;
    }

    private String publicUrl() {
        String url = config.getString("http.public-url");
        if (url.isEmpty()) {
            return url;
        }
        try {
            URI uri = URI.create(url);
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            boolean bare = uri.getPath().isEmpty() && uri.getQuery() == null && uri.getFragment() == null;
            if (web && bare && uri.getHost() != null && uri.getUserInfo() == null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new SettingsException(
                "http.public-url is %s, not like https://meet.example.org (no path, no slash at the end)"
                        .formatted(url));
    }

    private Optional<DatabaseSettings> database() {
        String url = config.getString("database.url");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new SettingsException(
                    "database.url does not begin with jdbc:postgresql: and nothing else is supported");
        }
        return Optional.of(new DatabaseSettings(
                url,
                config.getString("database.user"),
                config.getString("database.password"),
                number("database.connections", 2, 200)));
    }

    private Settings.Guard guard() {
        String mode = config.getString("door.guard.mode");
        Mode wanted = switch (mode) {
            case "enforce" -> Mode.ENFORCE;
            case "observe" -> Mode.OBSERVE;
            default -> throw new SettingsException("door.guard.mode is %s, not enforce or observe".formatted(mode));
        };
        List<Cidr> allowed = networks("door.guard.allow");
        List<Cidr> blocked = networks("door.guard.block");
        if (allowed.size() + blocked.size() > HandLists.MOST) {
            throw new SettingsException("door.guard.allow and door.guard.block have more than %d networks together"
                    .formatted(HandLists.MOST));
        }
        return new Settings.Guard(wanted, new HandLists(allowed, blocked), webhook());
    }

    private Optional<Settings.Smtp> smtp() {
        String host = config.getString("smtp.host");
        if (host.isEmpty()) {
            return Optional.empty();
        }
        String from = config.getString("smtp.from");
        if (!MailAddress.isOne(from)) {
            throw new SettingsException("smtp.from is no mail address: set the one that invitations come from");
        }
        var security = word("smtp.security", Settings.Smtp.Security.class);
        if (security == Settings.Smtp.Security.OFF && !isLoopbackName(host)) {
            throw new SettingsException("smtp.security is off, which is for a host on this machine alone:"
                    + " passwords and links would cross the network in the clear");
        }
        String user = config.getString("smtp.user");
        String password = config.getString("smtp.password");
        if (user.isEmpty() != password.isEmpty()) {
            throw new SettingsException("smtp.user and smtp.password go together: set both or neither");
        }
        return Optional.of(new Settings.Smtp(host, port("smtp.port"), security, user, password, from));
    }

    private static boolean isLoopbackName(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]+){3}");
    }

    private Optional<Settings.Webhook> webhook() {
        String url = config.getString("door.webhook.url");
        String secret = config.getString("door.webhook.secret");
        if (url.isEmpty() != secret.isEmpty()) {
            throw new SettingsException("door.webhook.url and door.webhook.secret go together: set both or neither");
        }
        if (url.isEmpty()) {
            return Optional.empty();
        }
        String key = secret.startsWith(WEBHOOK_SECRET) ? secret.substring(WEBHOOK_SECRET.length()) : "";
        if (!isWebhookKey(key)) {
            throw new SettingsException("door.webhook.secret is not %s and 24 to 64 bytes in base64: make one with"
                            .formatted(WEBHOOK_SECRET)
                    + " echo whsec_$(openssl rand -base64 32)");
        }
        return Optional.of(new Settings.Webhook(webhookUrl(url), key));
    }

    private static boolean isWebhookKey(String base64) {
        try {
            int bytes = Base64.getDecoder().decode(base64).length;
            return bytes >= 24 && bytes <= 64;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// The address may have a secret in its path: it is not repeated.
    private static URI webhookUrl(String url) {
        try {
            URI uri = URI.create(url);
            String host = uri.getHost();
            boolean bare = host != null && uri.getUserInfo() == null && uri.getFragment() == null;
            boolean safe = "https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme()) && host != null && isLoopbackName(host));
            if (bare && safe) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new SettingsException(
                "door.webhook.url does not begin with https:// and a host name (http:// is for loopback alone)");
    }

    private List<Cidr> networks(String key) {
        return config.getStringList(key).stream()
                .map(text -> Cidr.parse(text)
                        .orElseThrow(() -> new SettingsException(
                                "%s has %s, which is no network such as 192.0.2.0/24".formatted(key, text))))
                .toList();
    }

    private List<String> hostAddresses() {
        List<String> addresses = split(config.getString("media.host-address"));
        addresses.forEach(address -> existingAddress("media.host-address", address));
        return addresses;
    }

    private List<String> addresses(String key) {
        List<String> addresses = config.getStringList(key);
        addresses.forEach(address -> existingAddress(key, address));
        return addresses;
    }

    private static String existingAddress(String key, String address) {
        try {
            if (address.isBlank()) {
                throw new SettingsException(key + " is empty");
            }
            var _ = InetAddress.getByName(address);
            return address;
        } catch (UnknownHostException e) {
            throw new SettingsException("%s is %s, which is no address".formatted(key, address), e);
        }
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    private int port(String key) {
        return number(key, 0, 65_535);
    }

    private int number(String key, int min, int max) {
        try {
            int value = config.getInt(key);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (ConfigException.WrongType | ConfigException.BadValue _) {
            // said below
        }
        throw new SettingsException("%s is %s, not a number from %d to %d".formatted(key, shown(key), min, max));
    }

    private <E extends Enum<E>> E word(String key, Class<E> type) {
        String value = config.getString(key);
        List<String> words = Stream.of(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int found = words.indexOf(value);
        if (found < 0) {
            throw new SettingsException("%s is %s, not one of %s".formatted(key, value, words));
        }
        return type.getEnumConstants()[found];
    }

    private boolean bool(String key) {
        try {
            return config.getBoolean(key);
        } catch (ConfigException.WrongType e) {
            throw new SettingsException("%s is %s, not true or false".formatted(key, shown(key)), e);
        }
    }

    private Duration duration(String key, Duration min, Duration max) {
        try {
            Duration value = config.getDuration(key);
            if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
                return value;
            }
        } catch (ConfigException.WrongType | ConfigException.BadValue _) {
            // said below
        }
        throw new SettingsException("%s is %s, not a time such as 30s, 5m or 12h, from %d to %d seconds"
                .formatted(key, shown(key), min.toSeconds(), max.toSeconds()));
    }

    private Path path(String key) {
        try {
            return Path.of(config.getString(key)).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new SettingsException("%s is not a path".formatted(key), e);
        }
    }

    private String shown(String key) {
        return String.valueOf(config.getValue(key).unwrapped());
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "unknown" : message.lines().findFirst().orElse("unknown");
    }
}
