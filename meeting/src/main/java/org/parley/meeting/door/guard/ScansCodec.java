// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting.door.guard;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.parley.meeting.door.guard.Scans.Event;
import org.parley.meeting.door.guard.Scans.Scan;
import org.parley.meeting.door.guard.Scans.What;

/// Events of scans as bytes: magic, version, their number, and each; times in milliseconds.
final class ScansCodec {
    private static final int MAGIC = 0x5052_5343;
    private static final int VERSION = 1;

    private ScansCodec() {}

    static byte[] write(List<Event> events) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeByte(VERSION);
            out.writeShort(events.size());
            for (Event event : events) {
                Scan scan = event.scan();
                out.writeLong(event.at().toEpochMilli());
                out.writeByte(event.what().ordinal());
                out.writeUTF(scan.id());
                out.writeByte(scan.kind().ordinal());
                out.writeUTF(scan.where());
                out.writeLong(scan.since().toEpochMilli());
                out.writeLong(scan.tries());
                out.writeLong(scan.sources());
                out.writeLong(scan.until().toEpochMilli());
                out.writeInt(scan.blocks());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static List<Event> read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC || in.readByte() != VERSION) {
                throw new IllegalArgumentException("not a guard's events of version " + VERSION);
            }
            int count = in.readUnsignedShort();
            if (count > Scans.MOST_RECENT) {
                throw new IllegalArgumentException("a guard's events are %d".formatted(count));
            }
            var events = new ArrayList<Event>();
            for (int i = 0; i < count; i++) {
                events.add(event(in));
            }
            if (in.read() >= 0) {
                throw new IllegalArgumentException("a guard's events have bytes too many");
            }
            return events;
        } catch (IOException e) {
            throw new IllegalArgumentException("a guard's events are cut off", e);
        }
    }

    private static Event event(DataInputStream in) throws IOException {
        Instant at = Instant.ofEpochMilli(in.readLong());
        What what = one(What.values(), in.readByte());
        String id = in.readUTF();
        Report.Kind kind = one(Report.Kind.values(), in.readByte());
        String where = in.readUTF();
        var scan = new Scan(
                id,
                kind,
                where,
                Instant.ofEpochMilli(in.readLong()),
                in.readLong(),
                in.readLong(),
                Instant.ofEpochMilli(in.readLong()),
                in.readInt());
        return new Event(at, what, scan);
    }

    private static <T> T one(T[] of, int number) {
        if (number < 0 || number >= of.length) {
            throw new IllegalArgumentException("a guard's events have no " + number);
        }
        return of[number];
    }
}
