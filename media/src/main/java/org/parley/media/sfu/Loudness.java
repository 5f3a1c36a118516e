// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

/// How loud a publication is, and whether somebody speaks, from the level in each packet (RFC 6464). Nothing
/// is decoded. In the units of the header extension, turned around: 0 is silence, 127 the loudest there is.
///
/// Speech is what is louder than a threshold and than the background by a margin. A fast rise finds a speaker
/// within 150 ms without taking a click for one; what was speech counts for [#HOLD] more, so that pauses
/// between words are none.
final class Loudness {
    /// -50 dBov: quieter is not speech, or of a microphone far away.
    private static final float THRESHOLD = 77;
    private static final float ABOVE_BACKGROUND = 10;
    /// A background louder than -42 dBov is no background: somebody plays music.
    private static final float LOUDEST_BACKGROUND = 85;
    /// Per packet of mostly 20 ms. The background falls at once, and rises by 5 dB a second.
    private static final float BACKGROUND_RISE = 0.1f;

    private static final float ATTACK = 0.3f;
    private static final float RELEASE = 0.06f;
    /// Slow, to compare speakers with each other.
    private static final float SCORE = 0.02f;

    /// Packets.
    private static final int LONGER_THAN_A_CLICK = 4;

    static final long HOLD = 800_000_000L;

    private float level;
    private float background;
    private int streak;
    private float score;
    private long speakingUntil = Long.MIN_VALUE;

    /// @param reported level of the header extension: 0 loudest, 127 silence
    void onPacket(int reported, long now) {
        float loudness = 127 - (reported & 0x7f);
        level += (loudness - level) * (loudness > level ? ATTACK : RELEASE);
        background = Math.min(Math.min(loudness, LOUDEST_BACKGROUND), background + BACKGROUND_RISE);
        streak = loudness > THRESHOLD ? streak + 1 : Math.max(0, streak - 1);
        if (streak >= LONGER_THAN_A_CLICK && level > THRESHOLD && level > background + ABOVE_BACKGROUND) {
            speakingUntil = now + HOLD;
        }
        score += (level - score) * SCORE;
    }

    boolean speaks(long now) {
        return now < speakingUntil;
    }

    float score() {
        return score;
    }
}
