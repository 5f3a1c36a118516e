// SPDX-License-Identifier: Apache-2.0
package org.parley.server.calendar;

import java.nio.charset.StandardCharsets;

/// Writes the lines of a calendar (RFC 5545, 3.1): folded at 75 octets, never within a character, with CRLF.
final class ContentLines {
    private static final int MAX_OCTETS = 75;
    private static final String END_OF_LINE = "\r\n";

    private final StringBuilder out = new StringBuilder();

    /// @param value as it is written: text has to be escaped before
    ContentLines add(String name, String value) {
        String line = name + ":" + value;
        int octets = 0;
        for (int i = 0; i < line.length(); ) {
            String character = Character.toString(line.codePointAt(i));
            int more = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + more > MAX_OCTETS) {
                out.append(END_OF_LINE).append(' ');
                octets = 1;
            }
            out.append(character);
            octets += more;
            i += character.length();
        }
        out.append(END_OF_LINE);
        return this;
    }

    ContentLines text(String name, String text) {
        return add(name, escaped(text));
    }

    /// 3.3.11. Other control characters cannot be written at all, and who orders text from right to left would order
    /// the lines of
    /// somebody's calendar.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\', ';', ',' -> escaped.append('\\').appendCodePoint(c);
                case '\n' -> escaped.append("\\n");
                default -> {
                    if (isShown(c)) {
                        escaped.appendCodePoint(c);
                    }
                }
            }
        });
        return escaped.toString();
    }

    /// The value of a parameter (3.2): these cannot stand in it, even quoted.
    static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().filter(c -> c != '"' && isShown(c)).forEach(quoted::appendCodePoint);
        return quoted.append('"').toString();
    }

    private static boolean isShown(int c) {
        boolean orders = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return !orders && !half && !Character.isISOControl(c);
    }

    String all() {
        return out.toString();
    }
}
