// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The web client, from the class path. One page serves every path of it; what the page needs has a hash in
/// its name and may be kept for ever.
final class Pages {
    private static final String ROOT = "web/";
    /// One or two plain names: nothing that could climb out of the folder.
    private static final Pattern ASSET =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Cookies cookies;
    /// Bounded by the number of files there are: what is not there is not remembered.
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    Pages(Cookies cookies) {
        this.cookies = cookies;
    }

    void page(Context context) {
        var _ = cookies.device(context);
        Optional<byte[]> page = file("index.html");
        if (page.isEmpty()) {
            context.status(503).contentType("text/plain; charset=utf-8").result("The web client is not built in.\n");
            return;
        }
        context.header("Cache-Control", "no-store");
        send(context, "index.html", page.get());
    }

    /// A file with a hash in its name.
    void asset(Context context) {
        file(context, "assets/" + context.pathParam("file"), "public, max-age=31536000, immutable");
    }

    /// A file at the root that keeps its name, such as an icon.
    void rootFile(Context context) {
        file(context, context.pathParam("file"), "public, max-age=3600");
    }

    private void file(Context context, String name, String caching) {
        if (!ASSET.matcher(name).matches()) {
            throw new Problem(404, null);
        }
        byte[] content = file(name).orElseThrow(() -> new Problem(404, null));
        context.header("Cache-Control", caching);
        send(context, name, content);
    }

    private void send(Context context, String name, byte[] content) {
        byte[] body = content;
        for (var encoding : Map.of("br", ".br", "gzip", ".gz").entrySet()) {
            Optional<byte[]> packed =
                    accepts(context, encoding.getKey()) ? file(name + encoding.getValue()) : Optional.empty();
            if (packed.isPresent() && packed.get().length < body.length) {
                body = packed.get();
                context.res().setHeader("Content-Encoding", encoding.getKey());
            }
        }
        context.header("Vary", "Accept-Encoding");
        context.contentType(type(name)).result(body);
    }

    private static boolean accepts(Context context, String encoding) {
        String accepted = context.header("Accept-Encoding");
        if (accepted == null) {
            return false;
        }
        for (String item : accepted.split(",", -1)) {
            if (item.split(";", 2)[0].strip().equalsIgnoreCase(encoding)) {
                return !item.replace(" ", "").endsWith(";q=0");
            }
        }
        return false;
    }

    private static String type(String name) {
        return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
    }

    private Optional<byte[]> file(String name) {
        return Optional.ofNullable(files.computeIfAbsent(name, Pages::load));
    }

    private static byte @Nullable [] load(String name) {
        try (InputStream in = Pages.class.getClassLoader().getResourceAsStream(ROOT + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
