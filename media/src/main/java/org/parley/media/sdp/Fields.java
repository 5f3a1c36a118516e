// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.parley.media.SdpException;

/// Small readers for the values in SDP lines.
final class Fields {
    private Fields() {}

    static int number(String text, long max, String what) throws SdpException {
        return (int) longNumber(text, max, what);
    }

    static long longNumber(String text, long max, String what) throws SdpException {
        if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new SdpException(what + " is not a number");
        }
        long value = Long.parseLong(text);
        if (value > max) {
            throw new SdpException(what + " is " + value + ", more than " + max);
        }
        return value;
    }

    /// An RFC 4566 token of limited length.
    static String token(String text, int max, String what) throws SdpException {
        if (text.isEmpty() || text.length() > max) {
            throw new SdpException(what + " has " + text.length() + " characters, not 1 to " + max);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~' || "\"(),/:;<=>?@[\\]".indexOf(c) >= 0) {
                throw new SdpException(what + " is not a token");
            }
        }
        return text;
    }

    /// Text up to the first blank, or all of it.
    static String first(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? text : text.substring(0, blank);
    }

    /// Text behind the first blank, or nothing.
    static String rest(String text) {
        int blank = text.indexOf(' ');
        return blank < 0 ? "" : text.substring(blank + 1).strip();
    }

    /// `name=value;name=value`, names in lower case. Parts without `=` are left out.
    static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : text.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        part.substring(equals + 1).strip());
            }
        }
        return parameters;
    }
}
