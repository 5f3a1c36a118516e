// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

/// Endpoints in place around a forwarder, whose streams can be let run and stopped. May be used by any one
/// thread.
public interface Load extends AutoCloseable {
    void run(boolean on);

    /// What has been sent and received since the beginning.
    Counts counts();

    /// How long a sample of the packets received since this was last asked was on its way, in milliseconds.
    Delay delay();

    record Delay(double median, double p99) {}

    @Override
    void close();
}
