// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

/// What is to be done about an attempt.
///
/// @param stage how far escalation has come
/// @param delayMillis to wait before the door is asked
/// @param hashes of the proof of work asked for; 0 for none
/// @param retrySeconds how long it is blocked; 0 if it is not
/// @param trickle whether it also needs one of the few places at its number
/// @param known whether the source got in lately
record Verdict(Stage stage, int delayMillis, int hashes, int retrySeconds, boolean trickle, boolean known) {
    static Verdict free(boolean known) {
        return new Verdict(Stage.FREE, 0, 0, 0, false, known);
    }
}
