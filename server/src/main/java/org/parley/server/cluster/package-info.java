// SPDX-License-Identifier: Apache-2.0
/// Meetings as event-sourced entities on the cluster: Apache Pekko places, restores and passivates them, the
/// journal is in the SQL database. The rules are in `org.parley.meeting`; here is only what carries them out.
@NullMarked
package org.parley.server.cluster;

import org.jspecify.annotations.NullMarked;
