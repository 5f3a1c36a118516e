// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;

/// Headers of every answer: nothing from elsewhere, nothing in a frame, no feature but those a meeting needs.
final class SecurityHeaders {
    private static final String PERMISSIONS = "camera=(self), microphone=(self), display-capture=(self),"
            + " speaker-selection=(self), fullscreen=(self), autoplay=(self), screen-wake-lock=(self),"
            + " geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), browsing-topics=()";

    private final Origins origins;

    SecurityHeaders(Origins origins) {
        this.origins = origins;
    }

    void add(Context context) {
        boolean secure = origins.isSecure(context);
        context.header("Content-Security-Policy", policy(context, secure));
        context.header("Permissions-Policy", PERMISSIONS);
        context.header("Referrer-Policy", "no-referrer");
        context.header("X-Content-Type-Options", "nosniff");
        context.header("X-Frame-Options", "DENY");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("Cross-Origin-Embedder-Policy", "require-corp");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        if (context.path().startsWith("/api/")) {
            context.header("Cache-Control", "no-store");
        }
        if (secure) {
            context.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private String policy(Context context, boolean secure) {
        // Not every browser takes 'self' to cover the WebSocket of the same origin, so it is named.
        String own = origins.own(context);
        String socket = (secure ? "wss://" : "ws://") + own.substring(own.indexOf("://") + 3);
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                + " media-src 'self' blob:; font-src 'self'; connect-src 'self' " + socket + ";"
                + " manifest-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
    }
}
