// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;

/// What one node tells the others, as bytes: version, origin, tallies of 33 bytes, sentences of 26.
final class DeltaCodec {
    private static final int VERSION = 2;
    private static final int HEADER = 1 + 2 * Long.BYTES + 2 * Integer.BYTES;
    private static final int TALLY = 3 * Long.BYTES + 2 * Integer.BYTES + 1;
    private static final int SENTENCE = 1 + Long.BYTES + 3 * Integer.BYTES + Float.BYTES + 1;

    private static final int SUCCEEDED = 1;
    private static final int LINK = 2;
    private static final int KNOWN = 4;
    private static final int FRESH = 8;
    private static final int COUNTED = 16;

    record Delta(Nodes.Origin origin, Journal.Page page) {}

    private DeltaCodec() {}

    static byte[] write(Nodes.Origin origin, Journal.Page page) {
        int tallies = page.tallies().size();
        int sentences = page.sentences().size();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + tallies * TALLY + sentences * SENTENCE);
        bytes.put((byte) VERSION).putLong(origin.node()).putLong(origin.number());
        bytes.putInt(tallies).putInt(sentences);
        for (Tally tally : page.tallies()) {
            Charge charge = tally.charge();
            int flags = (tally.kind() == Kind.SUCCEEDED ? SUCCEEDED : 0)
                    | (charge.way() == Way.LINK ? LINK : 0)
                    | (charge.known() ? KNOWN : 0)
                    | (charge.fresh() ? FRESH : 0)
                    | (tally.counted() ? COUNTED : 0);
            bytes.put((byte) flags).putLong(charge.source().bits());
            bytes.putLong(charge.tenant()).putLong(charge.target());
            bytes.putInt(charge.at()).putInt(tally.at());
        }
        for (Sentence sentence : page.sentences()) {
            bytes.put((byte) sentence.level().ordinal()).putLong(sentence.key());
            bytes.putInt(sentence.at()).putFloat(sentence.pardon());
            bytes.putInt(sentence.until()).putInt(sentence.strikes());
            bytes.put((byte) sentence.why().ordinal());
        }
        return bytes.array();
    }

    static Delta read(byte[] delta) {
        ByteBuffer bytes = ByteBuffer.wrap(delta);
        try {
            if (bytes.get() != VERSION) {
                throw new IllegalArgumentException("not a guard's delta of version " + VERSION);
            }
            var origin = new Nodes.Origin(bytes.getLong(), bytes.getLong());
            int tallies = bytes.getInt();
            int sentences = bytes.getInt();
            boolean fits = tallies >= 0
                    && sentences >= 0
                    && bytes.remaining() == (long) tallies * TALLY + (long) sentences * SENTENCE;
            if (!fits || origin.number() < 1) {
                throw new IllegalArgumentException(
                        "a guard's delta of %d bytes does not add up".formatted(delta.length));
            }
            var page = new Journal.Page(new ArrayList<>(tallies), new ArrayList<>(sentences));
            for (int i = 0; i < tallies; i++) {
                page.tallies().add(tally(bytes));
            }
            for (int i = 0; i < sentences; i++) {
                page.sentences().add(sentence(bytes));
            }
            return new Delta(origin, page);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a guard's delta is cut off", e);
        }
    }

    private static Tally tally(ByteBuffer bytes) {
        int flags = bytes.get();
        var source = new Source(bytes.getLong());
        long tenant = bytes.getLong();
        long target = bytes.getLong();
        int at = time(bytes.getInt());
        Way way = (flags & LINK) != 0 ? Way.LINK : Way.PASSCODE;
        var charge = new Charge(source, tenant, target, way, at, (flags & KNOWN) != 0, (flags & FRESH) != 0);
        Kind kind = (flags & SUCCEEDED) != 0 ? Kind.SUCCEEDED : Kind.TRIED;
        return new Tally(kind, charge, time(bytes.getInt()), (flags & COUNTED) != 0);
    }

    private static Sentence sentence(ByteBuffer bytes) {
        int level = bytes.get();
        if (level < 0 || level >= Level.values().length) {
            throw new IllegalArgumentException("a guard's delta has no level " + level);
        }
        long key = bytes.getLong();
        int at = time(bytes.getInt());
        float pardon = bytes.getFloat();
        if (!(pardon >= 0 && pardon < 1e6f)) {
            throw new IllegalArgumentException("a guard's delta pardons " + pardon);
        }
        int until = time(bytes.getInt());
        int strikes = Math.max(0, bytes.getInt());
        return new Sentence(Level.values()[level], key, at, pardon, until, strikes, Why.of(bytes.get()));
    }

    private static int time(int seconds) {
        if (seconds < 1) {
            throw new IllegalArgumentException("a guard's delta has a time before its origin");
        }
        return seconds;
    }
}
