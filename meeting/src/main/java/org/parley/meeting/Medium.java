// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// What a participant can switch on and off, and a host off.
public enum Medium {
    MICROPHONE,
    CAMERA,
    SCREEN;

    Who who(MeetingSettings settings) {
        return switch (this) {
            case MICROPHONE -> settings.unmute();
            case CAMERA -> settings.video();
            case SCREEN -> settings.share();
        };
    }
}
