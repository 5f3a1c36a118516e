// SPDX-License-Identifier: Apache-2.0
/// Subscribers and what an installation keeps: accounts, sessions, the register of meetings, and the one SQL
/// database that holds them and the meetings' journal. Everything here blocks on the database and may be
/// called from any thread.
@NullMarked
package org.parley.directory;

import org.jspecify.annotations.NullMarked;
