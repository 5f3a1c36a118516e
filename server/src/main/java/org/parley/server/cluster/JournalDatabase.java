// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import com.typesafe.config.Config;
import javax.sql.DataSource;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.persistence.jdbc.db.EagerSlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabaseProvider;
import scala.Option;
import slick.jdbc.H2Profile$;
import slick.jdbc.JdbcBackend$;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile$;
import slick.util.AsyncExecutor$;

/// Gives the journal the pool of the directory's database: one pool for both. Named in `pekko.conf`, made by
/// the plugin.
public final class JournalDatabase implements SlickDatabaseProvider {
    /// Work waiting for a database connection. More hides a database that is too slow.
    private static final int QUEUE = 10_000;

    /// How the pool gets to the plugin.
    static final class Pool extends Setup {
        private final DataSource dataSource;
        private final int connections;
        private final boolean postgres;

        Pool(DataSource dataSource, int connections, boolean postgres) {
            this.dataSource = dataSource;
            this.connections = connections;
            this.postgres = postgres;
        }
    }

    private final SlickDatabase database;

    public JournalDatabase(ActorSystem system) {
        Pool pool = system.settings().setup().get(Pool.class).orElseThrow();
        JdbcProfile profile = pool.postgres ? PostgresProfile$.MODULE$ : H2Profile$.MODULE$;
        // Half of the connections are for the journal, so that it cannot starve sign-in and door.
        int threads = Math.max(1, pool.connections / 2);
        this.database = new EagerSlickDatabase(
                JdbcBackend$.MODULE$
                        .Database()
                        .forDataSource(
                                pool.dataSource,
                                Option.apply((Object) threads),
                                AsyncExecutor$.MODULE$.apply("journal", threads, threads, QUEUE, threads),
                                false),
                profile);
    }

    @Override
    public SlickDatabase database(Config config) {
        return database;
    }
}
