// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The cookies there are: who is signed in, which browser this is, and where it signed in before. All are for this
/// server alone and
/// out of the reach of scripts.
final class Cookies {
    static final String SESSION = "parley_session";
    static final String DEVICE = "parley_device";

    private static final String KNOWN = "parley_known";

    private static final Duration DEVICE_LIFETIME = Duration.ofDays(400);
    private static final int DEVICE_BYTES = 24;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{20,100}");

    private final Origins origins;
    private final RandomGenerator random;

    /// @param random cryptographically strong
    Cookies(Origins origins, RandomGenerator random) {
        this.origins = origins;
        this.random = random;
    }

    static @Nullable String session(Context context) {
        return token(context, SESSION);
    }

    private static @Nullable String token(Context context, String name) {
        String value = context.cookie(name);
        return value != null && TOKEN.matcher(value).matches() ? value : null;
    }

    /// The device token as it was sent; none is set.
    static @Nullable String ownDevice(Context context) {
        return token(context, DEVICE);
    }

    static @Nullable String known(Context context) {
        return token(context, KNOWN);
    }

    void setKnown(Context context, String seal) {
        set(context, KNOWN, seal, DEVICE_LIFETIME);
    }

    void setSession(Context context, String token, Duration lifetime) {
        set(context, SESSION, token, lifetime);
    }

    void clearSession(Context context) {
        set(context, SESSION, "", Duration.ZERO);
    }

    /// The browser's device token, set if it has none: the same for every page and meeting, so that it tells
    /// nothing.
    ///
    /// A browser does not send the cookie when another site's link led here: then nothing is set, for it may
    /// well have one.
    @Nullable
    String device(Context context) {
        String token = deviceOrDrawn(context);
        if (token != null) {
            setDevice(context, token);
        }
        return token;
    }

    /// As [#device], but nothing is set yet.
    @Nullable
    String deviceOrDrawn(Context context) {
        String token = ownDevice(context);
        if (token != null) {
            return token;
        }
        String site = context.header("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return null;
        }
        byte[] bytes = new byte[DEVICE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Unless the browser has it.
    void setDevice(Context context, String token) {
        if (!token.equals(ownDevice(context))) {
            set(context, DEVICE, token, DEVICE_LIFETIME);
        }
    }

    private void set(Context context, String name, String value, Duration lifetime) {
        String secure = origins.isSecure(context) ? "; Secure" : "";
        context.res()
                .addHeader(
                        "Set-Cookie",
                        name + "=" + value + "; Path=/; Max-Age=" + lifetime.toSeconds() + "; HttpOnly; SameSite=Strict"
                                + secure);
    }
}
