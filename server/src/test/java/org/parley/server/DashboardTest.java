// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.parley.server.config.DataDirectory;

/// The board in docs/grafana asks for what a server with its own media plane has.
class DashboardTest {
    private static final Pattern METRIC = Pattern.compile("\\b(?:parley|jvm|process|system)_[a-z0-9_]+");
    private static final Pattern EXPOSED = Pattern.compile("(?m)^([a-z0-9_]+)[ {]");

    @Test
    void every_metric_on_the_board_is_there_from_the_start() throws Exception {
        JsonNode board = new ObjectMapper().readTree(Files.readString(Path.of("../docs/grafana/parley.json")));
        var wanted = new TreeSet<String>();
        for (String query : board.findValuesAsText("expr")) {
            METRIC.matcher(query).results().forEach(found -> wanted.add(found.group()));
        }
        assertThat(wanted).hasSizeGreaterThan(30);
        try (DataDirectory data = DataDirectory.temporary();
                ParleyServer parley = ParleyServer.start(TestServer.settings(Map.of()), data, new OwnMedia())) {
            String text = scrape(parley);
            assertThat(EXPOSED.matcher(text)
                            .results()
                            .map(found -> found.group(1))
                            .collect(Collectors.toSet()))
                    .containsAll(wanted);
            assertThat(text)
                    .contains("parley_media_round_trip_seconds_bucket{le=\"0.001\"} 0")
                    .contains("parley_media_used_bandwidth_bits_per_second_bucket{le=\"+Inf\"} 0");
        }
    }

    private static String scrape(ParleyServer parley) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + parley.adminPort() + "/metrics"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
