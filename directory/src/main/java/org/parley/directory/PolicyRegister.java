// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/// What the organisation, and each host, has fixed and set for meetings: one text for each level, whose meaning is its
/// owner's.
public final class PolicyRegister {
    /// The level above all hosts. No account has this id.
    public static final String ORGANISATION = "organisation";

    private final Jdbi jdbi;

    public PolicyRegister(Database database) {
        this.jdbi = database.jdbi();
    }

    /// @param level [#ORGANISATION] or an account's id
    public Optional<String> find(String level) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT policy FROM policy WHERE level = ?")
                .bind(0, level)
                .mapTo(String.class)
                .findOne());
    }

    /// @param text of at most 4,000 characters
    public void put(String level, String text) {
        jdbi.useTransaction(handle -> {
            handle.execute("DELETE FROM policy WHERE level = ?", level);
            handle.execute("INSERT INTO policy (level, policy) VALUES (?, ?)", level, text);
        });
    }
}
