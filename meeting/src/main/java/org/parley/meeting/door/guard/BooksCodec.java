// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.nio.ByteBuffer;

/// The books as bytes: magic, version, then for each level the number of its entries and the entries. Tables
/// may have another size when they are read.
final class BooksCodec {
    private static final int MAGIC = 0x50475244;
    private static final int VERSION = 2;
    /// Without the reasons of blocks.
    private static final int VERSION_BEFORE = 1;
    /// An entry without what concerns one run alone: unsolved challenges.
    private static final int ENTRY = Ledger.BYTES_PER_ENTRY - Short.BYTES;

    private static final int HEADER = 2 * Integer.BYTES;

    private BooksCodec() {}

    static byte[] write(Books books) {
        return part(books, 0, Integer.MAX_VALUE).bytes();
    }

    /// Some of the entries, in the same form.
    ///
    /// @param from 0, or where the part before ended
    /// @param most entries
    static Part part(Books books, int from, int most) {
        int places = 0;
        int entries = 0;
        int next = from;
        for (Level level : Level.values()) {
            Ledger ledger = books.of(level);
            for (int slot = Math.max(0, next - places); slot < ledger.size() && entries < most; slot++) {
                entries += ledger.stamp[slot] == 0 ? 0 : 1;
                next = places + slot + 1;
            }
            places += ledger.size();
        }
        byte[] bytes = write(books, from, next, entries);
        return new Part(bytes, next < places ? next : Part.END);
    }

    private static byte[] write(Books books, int from, int to, int entries) {
        int size = HEADER + Level.values().length * Integer.BYTES + entries * ENTRY;
        ByteBuffer bytes = ByteBuffer.allocate(size).putInt(MAGIC).putInt(VERSION);
        int places = 0;
        for (Level level : Level.values()) {
            Ledger ledger = books.of(level);
            int countAt = bytes.position();
            bytes.putInt(0);
            int end = Math.min(ledger.size(), to - places);
            for (int slot = Math.max(0, from - places); slot < end; slot++) {
                if (ledger.stamp[slot] != 0) {
                    writeEntry(bytes, ledger, slot);
                }
            }
            bytes.putInt(countAt, (bytes.position() - countAt - Integer.BYTES) / ENTRY);
            places += ledger.size();
        }
        return bytes.array();
    }

    private static void writeEntry(ByteBuffer bytes, Ledger ledger, int slot) {
        bytes.putLong(ledger.keys[slot]);
        bytes.putFloat(ledger.fails[slot]);
        bytes.putFloat(ledger.goods[slot]);
        bytes.putFloat(ledger.sources[slot]);
        bytes.putInt(ledger.stamp[slot]).putInt(ledger.lastGood[slot]);
        bytes.putInt(ledger.until[slot]).putInt(ledger.since[slot]);
        bytes.put(ledger.strikes[slot]).put(ledger.why[slot]);
    }

    /// Adds what is read.
    static void read(byte[] exported, Books into) {
        read(exported, into, false, Integer.MAX_VALUE - Books.LONGEST_BLOCK_SECONDS);
    }

    /// Raises what there is to what is read, so that what both have counted counts once.
    ///
    /// @param latest what is later than this is left out, as are blocks that last longer than any
    static void adopt(byte[] part, Books into, int latest) {
        read(part, into, true, latest);
    }

    private static void read(byte[] exported, Books into, boolean raise, int latest) {
        boolean reasons = check(exported) >= VERSION;
        ByteBuffer bytes = ByteBuffer.wrap(exported, HEADER, exported.length - HEADER);
        for (Level level : Level.values()) {
            Ledger ledger = into.of(level);
            int count = bytes.getInt();
            for (int i = 0; i < count; i++) {
                readEntry(bytes, ledger, reasons, raise, latest);
            }
        }
    }

    /// Walks all of it once before anything is taken in; returns the version.
    private static int check(byte[] exported) {
        ByteBuffer bytes = ByteBuffer.wrap(exported);
        boolean ours = exported.length >= HEADER && bytes.getInt() == MAGIC;
        int version = ours ? bytes.getInt() : 0;
        if (version != VERSION && version != VERSION_BEFORE) {
            throw new IllegalArgumentException("not a guard's export of version " + VERSION);
        }
        int entry = version == VERSION ? ENTRY : ENTRY - 1;
        for (Level level : Level.values()) {
            int count = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
            if (count < 0 || (long) count * entry > bytes.remaining()) {
                throw new IllegalArgumentException("a guard's export ends in " + level);
            }
            bytes.position(bytes.position() + count * entry);
        }
        if (bytes.hasRemaining()) {
            throw new IllegalArgumentException("a guard's export has %d bytes too many".formatted(bytes.remaining()));
        }
        return version;
    }

    private static void readEntry(ByteBuffer bytes, Ledger ledger, boolean reasons, boolean raise, int latest) {
        long key = bytes.getLong();
        float fails = sane(bytes.getFloat());
        float goods = sane(bytes.getFloat());
        float sources = sane(bytes.getFloat());
        int stamp = bytes.getInt();
        int lastGood = bytes.getInt();
        int until = bytes.getInt();
        int since = bytes.getInt();
        int strikes = Math.max(0, bytes.get());
        Why why = Why.of(reasons ? bytes.get() : 0);
        boolean sound = stamp > 0 && stamp <= latest && until <= latest + Books.LONGEST_BLOCK_SECONDS;
        int slot = sound ? ledger.claim(key, stamp) : -1;
        if (slot < 0) {
            return;
        }
        boolean made = ledger.fails[slot] == 0 && ledger.goods[slot] == 0;
        if (raise) {
            ledger.raise(slot, stamp, fails, goods, sources);
        } else {
            ledger.add(slot, stamp, fails, goods, sources);
        }
        ledger.lastGood[slot] = Math.max(ledger.lastGood[slot], lastGood);
        ledger.since[slot] = made ? since : Math.min(ledger.since[slot], since);
        ledger.block(slot, until, strikes, why);
    }

    private static float sane(float count) {
        return Float.isFinite(count) ? Math.clamp(count, -1e6f, 1e9f) : 0;
    }
}
