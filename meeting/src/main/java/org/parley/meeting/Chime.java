// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// Who hears a sound when somebody comes or leaves. From loose to tight.
public enum Chime {
    OFF,
    HOST,
    EVERYONE
}
