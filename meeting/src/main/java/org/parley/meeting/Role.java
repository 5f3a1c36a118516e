// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// What a participant may do. Only a host starts a meeting and ends it for all.
public enum Role {
    HOST,
    PARTICIPANT
}
