// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;

/// The one SQL database of an installation, with its schema brought up to date. Owns the connection pool; the
/// embedded database ends with its last connection.
public final class Database implements AutoCloseable {
    /// How long a caller waits for a connection. Longer hides a database that is down; shorter breaks a short
    /// stall.
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final boolean postgres;

    private Database(HikariDataSource pool, boolean postgres) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.postgres = postgres;
    }

    /// Settings of the embedded database in `directory`. Commits are on disk when they return: a killed
    /// server forgets nothing.
    public static DatabaseSettings embedded(Path directory) {
        String url = "jdbc:h2:file:" + directory.toAbsolutePath().resolve("parley")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0"
                + ";DB_CLOSE_ON_EXIT=FALSE";
        return new DatabaseSettings(url, "parley", "", 10);
    }

    /// @throws DatabaseException if it cannot be reached or its schema cannot be brought up to date
    public static Database open(DatabaseSettings settings) {
        var config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(Math.min(2, settings.connections()));
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(1);
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new DatabaseException("the database cannot be opened: " + rootMessage(e), e);
        }
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(pool)
                    .locations("classpath:org/parley/directory/migration")
                    .table("schema_history")
                    .load()
                    .migrate();
            return new Database(pool, settings.isPostgres());
        } catch (FlywayException e) {
            pool.close();
            throw new DatabaseException("the database's schema cannot be brought up to date: " + rootMessage(e), e);
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    public DataSource dataSource() {
        return pool;
    }

    public int connections() {
        return pool.getMaximumPoolSize();
    }

    public boolean isPostgres() {
        return postgres;
    }

    Jdbi jdbi() {
        return jdbi;
    }

    @Override
    public void close() {
        pool.close();
    }
}
