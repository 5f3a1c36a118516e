// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

/// Times of the forwarding half, each with what another value would cost. In nanoseconds.
final class Tuning {
    private static final long MS = 1_000_000;

    /// A simulcast layer without packets for so long is taken to be off. Browsers switch layers off when
    /// bandwidth is short; sooner would take a stalled network for that, later leaves a frozen picture.
    static final long LAYER_SILENT = 1_000 * MS;

    /// A microphone without packets for so long is switched off; with discontinuous transmission Opus still
    /// sends every 400 ms.
    static final long AUDIO_SILENT = 3_000 * MS;

    /// At most so often a layer's publisher is asked for a key frame. A key frame costs several times an
    /// ordinary one: more often, and a few subscribers with loss would ruin the picture of all.
    static final long PLI_INTERVAL = 500 * MS;

    /// At most so often one subscriber's wish for a key frame is heard. A wish holds until a key frame has
    /// come, so an honest subscriber loses nothing; one that asks without end costs the others little.
    static final long WISH_INTERVAL = 1_000 * MS;

    /// How often the room looks after what is due while somebody is in it.
    static final long TICK = 50 * MS;

    /// The timer does not come more often, whatever is missing: all of the room is looked over each time.
    static final long SHORTEST_TICK = 5 * MS;

    /// How often publishers are told when their packets came. Their bandwidth estimation wants 50 to 100 ms.
    static final long FEEDBACK_INTERVAL = 50 * MS;

    /// Reports are sent so often (RFC 3550 §6.2 would have it by bandwidth; browsers do about the same).
    /// Rarer, and loss and round-trip times are known late.
    static final long REPORT_INTERVAL = 1_000 * MS;

    /// An endpoint to which packets go and from which nothing comes for so long is lost.
    static final long SILENCE = 5_000 * MS;

    /// Round-trip time that is assumed while none is known.
    static final long ROUND_TRIP = 100 * MS;

    /// A capture time further back than this is not believed: the publisher's report and its timestamps
    /// disagree.
    static final long MAX_CAPTURE_AGE = 2_000 * MS;

    /// Bytes kept for retransmission of a stream: about 2 s of what browsers send on it. More costs memory
    /// for every publisher, and what is older than that is of no use to a decoder.
    static final int CACHE_SMALL = 96 * 1024;

    static final int CACHE_MIDDLE = 192 * 1024;
    static final int CACHE_LARGE = 512 * 1024;

    /// The same packet is not sent again sooner than this, however often it is asked for.
    static final long RESEND_INTERVAL = 15 * MS;

    /// How often what a path carries is divided anew. Sooner would follow noise, later fills queues.
    static final long ALLOCATION_INTERVAL = 200 * MS;

    /// So much more than a layer needs must be there before a slot is given it: the estimate swings by 15 %.
    static final double RAISE_MARGIN = 1.15;

    /// And for so long. Each rise costs a key frame; with less a path that swings makes layers swing.
    static final long RAISE_AFTER = 1_000 * MS;

    /// A layer that alone needs so much of the estimate or more is stopped without waiting for a key frame of
    /// the one below it: a short freeze rather than a second of sound lost in a full queue.
    static final double FAR_ABOVE = 1.5;

    /// What a simulcast layer takes in relation to the one below it: four times the pixels, somewhat less bits.
    static final int LAYER_RATIO = 3;

    /// A probe lasts so long: shorter, and jitter hides what came of it; longer, and it fills a queue by more
    /// (by as much as it lasts, at double the rate that the path carries).
    static final long PROBE_LENGTH = 60 * MS;

    /// And has so many bytes, some packets, or nothing can be said.
    static final long PROBE_BYTES = 2_500;

    /// How much more than what is wanted is probed for, since the result is what arrives in practice.
    static final double PROBE_ABOVE_WANTED = 1.2;

    /// Packets of a probe leave so often.
    static final long PROBE_TICK = 5 * MS;

    /// At once, and in one probe: bounds what a wrong estimate can cause. 120 kB in 60 ms are 16 Mbit/s.
    static final int PROBE_PACKETS = 32;

    static final int MAX_PROBE_BYTES = 120_000;

    /// A result that has not come after this and two round trips won't come.
    static final long PROBE_RESULT = 500 * MS;

    /// After a probe that found nothing, the next: twice so soon that a path that recovers is noticed within
    /// a few seconds, and then rarely, since each takes some of the path.
    static final long PROBE_AGAIN = 2_000 * MS;

    static final long PROBE_SELDOM = 3_500 * MS;

    private Tuning() {}
}
