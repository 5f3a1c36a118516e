// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a table by RFC 4180 for people who open it in a spreadsheet. What begins as a formula does gets an apostrophe
/// before it: names are chosen by strangers.
final class Csv {
    /// Spreadsheets take text without it for the character set of the machine.
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final String END_OF_LINE = "\r\n";

    /// Spreadsheets skip the last two of these before they look.
    private static final String FORMULA = "=+-@\t\r";

    private final StringBuilder out = new StringBuilder().append(BYTE_ORDER_MARK);

    Csv(String... names) {
        row(List.of(names));
    }

    /// @param cells null is empty
    Csv row(List<? extends @Nullable String> cells) {
        String separator = "";
        for (String cell : cells) {
            out.append(separator).append(quoted(guarded(cell == null ? "" : cell)));
            separator = ",";
        }
        out.append(END_OF_LINE);
        return this;
    }

    private static String guarded(String cell) {
        return !cell.isEmpty() && FORMULA.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    String text() {
        return out.toString();
    }
}
