// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

import java.util.Optional;

/// Which of a sender's streams a frame belongs to: the context of its key id (docs/end-to-end.md, "Media keys and
/// frames").
public enum Stream {
    MICROPHONE(0),
    CAMERA(1),
    SCREEN(2),
    SCREEN_AUDIO(3);

    final int context;

    Stream(int context) {
        this.context = context;
    }

    static Optional<Stream> of(long context) {
        for (var stream : values()) {
            if (stream.context == context) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }
}
