// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door;

import org.jspecify.annotations.Nullable;

/// Somebody whom the host has given a link of their own: what is kept of it.
///
/// @param id opaque
/// @param meeting the meeting's id
/// @param name as the host has it in the list; may be empty
/// @param link of the link: see [Door#registered]
/// @param device of the browser that used the link first, or null while it is unused
public record Registration(
        String id,
        String meeting,
        String name,
        Digest link,
        @Nullable Digest device) {
    @Override
    public String toString() {
        return "Registration[" + id + "]";
    }
}
