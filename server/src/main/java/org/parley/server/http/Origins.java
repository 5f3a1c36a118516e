// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.server.config.Settings;

/// Where a request comes from and where it believes to be: forwarded headers count from trusted proxies
/// alone.
final class Origins {
    private final Settings.Http http;
    private final boolean tls;
    private final Set<InetAddress> proxies = new HashSet<>();

    Origins(Settings settings) {
        this.http = settings.http();
        this.tls = settings.tls().isOn();
        for (String proxy : http.trustedProxies()) {
            try {
                proxies.add(InetAddress.getByName(proxy));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    private boolean fromProxy(Context context) {
        if (!http.behindProxy()) {
            return false;
        }
        try {
            return proxies.contains(InetAddress.getByName(context.req().getRemoteAddr()));
        } catch (UnknownHostException _) {
            return false;
        }
    }

    /// The client's address: the last one that a trusted proxy has added.
    String source(Context context) {
        if (fromProxy(context)) {
            String forwarded = context.header("X-Forwarded-For");
            if (forwarded != null) {
                String last =
                        forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
                if (!last.isEmpty() && last.length() <= 64) {
                    return last;
                }
            }
            String standard = parameter(context.header("Forwarded"), "for");
            if (standard != null) {
                return standard;
            }
        }
        return context.req().getRemoteAddr();
    }

    /// The same as an address: the connection's own where a proxy said something else.
    InetAddress address(Context context) {
        String source = source(context);
        Optional<InetAddress> told = literal(source);
        return told.isPresent()
                ? told.get()
                : literal(context.req().getRemoteAddr()).orElse(InetAddress.getLoopbackAddress());
    }

    /// Of `192.0.2.7`, `192.0.2.7:1234`, `2001:db8::7`, `[2001:db8::7]` or `[2001:db8::7]:1234`.
    private static Optional<InetAddress> literal(String text) {
        String address = text;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            address = end < 0 ? "" : text.substring(1, end);
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
            address = text.substring(0, text.indexOf(':'));
        }
        int zone = address.indexOf('%');
        try {
            return Optional.of(InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The host name that was asked, without a port; empty if there is none.
    String host(Context context) {
        String host = asked(context);
        if (host == null) {
            return "";
        }
        String name = host.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        return colon > name.lastIndexOf(']') ? name.substring(0, colon) : name;
    }

    /// As the browser sees it, or null if nothing plausible was sent.
    private @Nullable String asked(Context context) {
        String host = fromProxy(context) ? context.header("X-Forwarded-Host") : null;
        if (host == null) {
            host = context.header("Host");
        }
        boolean plausible = host != null && host.length() <= 255 && host.matches("[A-Za-z0-9.:\\[\\]-]+");
        return plausible ? host : null;
    }

    boolean isSecure(Context context) {
        if (tls) {
            return true;
        }
        if (!fromProxy(context)) {
            return false;
        }
        String scheme = context.header("X-Forwarded-Proto");
        return "https".equalsIgnoreCase(scheme != null ? scheme : parameter(context.header("Forwarded"), "proto"));
    }

    /// This server's origin (RFC 6454), as the browser sees it.
    String own(Context context) {
        if (!http.publicUrl().isEmpty()) {
            return http.publicUrl();
        }
        String host = asked(context);
        if (host == null) {
            throw new Problem(400, "The request has no Host.");
        }
        return (isSecure(context) ? "https://" : "http://") + host.toLowerCase(Locale.ROOT);
    }

    /// Refuses what a page of another origin has sent. A request without `Origin` is not from a page.
    void check(Context context) {
        String origin = context.header("Origin");
        if (origin != null && !origin.equalsIgnoreCase(own(context))) {
            throw new Problem(403, "Requests from pages of another origin are refused.");
        }
        String site = context.header("Sec-Fetch-Site");
        if (origin == null && site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw new Problem(403, "Requests from pages of another origin are refused.");
        }
    }

    /// The last value of a parameter in a `Forwarded` header (RFC 7239).
    private static @Nullable String parameter(@Nullable String header, String name) {
        if (header == null || header.length() > 2_000) {
            return null;
        }
        String last = header.substring(header.lastIndexOf(',') + 1);
        for (String pair : last.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
                String value = pair.substring(equals + 1).strip().replace("\"", "");
                return value.isEmpty() || value.length() > 64 ? null : value;
            }
        }
        return null;
    }
}
