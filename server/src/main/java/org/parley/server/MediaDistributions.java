// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.parley.media.MediaPlane;
import org.parley.media.transport.Distribution;

/// What the media plane counts by size, as Prometheus histograms. Micrometer's own would need a call for each value,
/// and
/// the loops only add.
final class MediaDistributions implements MultiCollector {
    private static final Map<Distribution, String> NAMES = Map.of(
            Distribution.ROUND_TRIP, "parley_media_round_trip_seconds",
            Distribution.JITTER, "parley_media_jitter_seconds",
            Distribution.ESTIMATED_BANDWIDTH, "parley_media_estimated_bandwidth_bits_per_second",
            Distribution.USED_BANDWIDTH, "parley_media_used_bandwidth_bits_per_second");

    private final MediaPlane plane;

    MediaDistributions(MediaPlane plane) {
        this.plane = plane;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        Stream.of(Distribution.values()).map(this::histogram).forEach(all::metricSnapshot);
        return all.build();
    }

    private HistogramSnapshot histogram(Distribution distribution) {
        long[] read = plane.distribution(distribution);
        int buckets = read.length - 1;
        double[] bounds = Arrays.copyOf(
                Arrays.stream(distribution.bounds())
                        .mapToDouble(bound -> bound * distribution.unit())
                        .toArray(),
                buckets);
        bounds[buckets - 1] = Double.POSITIVE_INFINITY;
        return HistogramSnapshot.builder()
                .name(NAMES.getOrDefault(distribution, "parley_media_unknown"))
                .help(distribution.description())
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, Arrays.copyOf(read, buckets)))
                        .sum(read[buckets] * distribution.unit())
                        .build())
                .build();
    }
}
