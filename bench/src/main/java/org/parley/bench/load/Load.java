// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

/// Endpoints in place around a forwarder, whose streams can be let run and stopped. May be used by any one
/// thread.
public interface Load extends AutoCloseable {
    void run(boolean on);

    /// What has been sent and received since the beginning.
    Counts counts();

    @Override
    void close();
}
