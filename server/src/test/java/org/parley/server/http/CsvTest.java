// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    private static String written(String... cells) {
        return new Csv("name").row(Arrays.asList(cells)).text();
    }

    @Test
    void commas_quotes_and_line_ends_are_quoted() {
        assertThat(written("Ada, \"Countess\"\r\nof Lovelace", "plain"))
                .isEqualTo("\uFEFFname\r\n\"Ada, \"\"Countess\"\"\r\nof Lovelace\",plain\r\n");
    }

    @Test
    void what_a_spreadsheet_would_run_is_text() {
        for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\",\"y\")")) {
            assertThat(written(formula)).as(formula).matches("(?s)\uFEFFname\r\n\"?'.*\r\n");
        }
        assertThat(written("Ada-Lovelace", "3=3")).endsWith("Ada-Lovelace,3=3\r\n");
    }

    @Test
    void nothing_is_an_empty_cell() {
        assertThat(new Csv("a", "b").row(Arrays.asList(null, "")).text()).isEqualTo("\uFEFFa,b\r\n,\r\n");
    }
}
