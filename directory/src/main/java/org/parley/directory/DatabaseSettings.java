// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

/// How to reach the database.
///
/// @param url JDBC URL: `jdbc:h2:…` (embedded) or `jdbc:postgresql:…`
/// @param connections most connections that are open at one time
public record DatabaseSettings(String url, String user, String password, int connections) {
    @Override
    public String toString() {
        return "DatabaseSettings[" + (isPostgres() ? "PostgreSQL" : "H2") + ", " + connections + " connections]";
    }

    public boolean isPostgres() {
        return url.startsWith("jdbc:postgresql:");
    }
}
