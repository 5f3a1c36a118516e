// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer that something is wrong, as `application/problem+json` (RFC 9457). Says nothing that was not
/// meant to be said: no stack trace, no class name, nothing of the request.
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final @Nullable String detail;

    Problem(int status, @Nullable String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.detail = detail;
    }

    void write(Context context) {
        write(context, status, detail);
    }

    static void write(Context context, int status, @Nullable String detail) {
        write(context, status, detail, Map.of());
    }

    /// @param more members beside the usual ones
    static void write(Context context, int status, @Nullable String detail, Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", title(status));
        body.put("status", status);
        if (detail != null) {
            body.put("detail", detail);
        }
        body.putAll(more);
        context.status(status).contentType("application/problem+json").result(Json.bytes(body));
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Not signed in";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 413 -> "Content too large";
            case 415 -> "Unsupported media type";
            case 422 -> "Unprocessable content";
            case 426 -> "Upgrade required";
            case 429 -> "Too many requests";
            case 503 -> "Service unavailable";
            default -> status < 500 ? "Request refused" : "Server error";
        };
    }
}
