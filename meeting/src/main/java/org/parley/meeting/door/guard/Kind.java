// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// What there is to count.
enum Kind {
    /// A try was let through: a failure until it is known better.
    TRIED,
    /// It succeeded: the failure is taken back.
    SUCCEEDED
}
