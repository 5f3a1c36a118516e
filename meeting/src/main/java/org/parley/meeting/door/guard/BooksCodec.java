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
        int size = HEADER;
        for (Level level : Level.values()) {
            size += Integer.BYTES + used(books.of(level)) * ENTRY;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size).putInt(MAGIC).putInt(VERSION);
        for (Level level : Level.values()) {
            Ledger ledger = books.of(level);
            bytes.putInt(used(ledger));
            for (int slot = 0; slot < ledger.size(); slot++) {
                if (ledger.stamp[slot] != 0) {
                    bytes.putLong(ledger.keys[slot]);
                    bytes.putFloat(ledger.fails[slot]);
                    bytes.putFloat(ledger.goods[slot]);
                    bytes.putFloat(ledger.sources[slot]);
                    bytes.putInt(ledger.stamp[slot]).putInt(ledger.lastGood[slot]);
                    bytes.putInt(ledger.until[slot]).putInt(ledger.since[slot]);
                    bytes.put(ledger.strikes[slot]).put(ledger.why[slot]);
                }
            }
        }
        return bytes.array();
    }

    static void read(byte[] exported, Books into) {
        boolean reasons = check(exported) >= VERSION;
        ByteBuffer bytes = ByteBuffer.wrap(exported, HEADER, exported.length - HEADER);
        for (Level level : Level.values()) {
            Ledger ledger = into.of(level);
            int count = bytes.getInt();
            for (int i = 0; i < count; i++) {
                readEntry(bytes, ledger, reasons);
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

    private static void readEntry(ByteBuffer bytes, Ledger ledger, boolean reasons) {
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
        int slot = stamp <= 0 ? -1 : ledger.claim(key, stamp);
        if (slot < 0) {
            return;
        }
        boolean made = ledger.fails[slot] == 0 && ledger.goods[slot] == 0;
        ledger.add(slot, stamp, fails, goods, sources);
        ledger.lastGood[slot] = Math.max(ledger.lastGood[slot], lastGood);
        ledger.since[slot] = made ? since : Math.min(ledger.since[slot], since);
        ledger.block(slot, until, strikes, why);
    }

    private static float sane(float count) {
        return Float.isFinite(count) ? Math.clamp(count, -1e6f, 1e9f) : 0;
    }

    private static int used(Ledger ledger) {
        int used = 0;
        for (int stamp : ledger.stamp) {
            used += stamp == 0 ? 0 : 1;
        }
        return used;
    }
}
