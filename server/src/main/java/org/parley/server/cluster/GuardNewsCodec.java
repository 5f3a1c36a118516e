// SPDX-License-Identifier: Apache-2.0
package org.parley.server.cluster;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/// [GuardNews] as bytes: the manifest says which, texts have a length of two bytes before them, numbers are big-endian,
/// and what is left are the bytes of a delta or a part. Whatever else comes is read as [GuardNews.Unreadable], which
/// the receiver counts.
public final class GuardNewsCodec extends SerializerWithStringManifest {
    private static final int IDENTIFIER = 770_002;
    private static final int MOST_TEXT = 256;
    /// Names a node, and an actor on it.
    private static final int MOST_REF = 1_000;

    private final ExtendedActorSystem system;

    public GuardNewsCodec(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object object) {
        return switch ((GuardNews) object) {
            case GuardNews.Delta _ -> "delta.1";
            case GuardNews.Forgiven _ -> "forgiven.1";
            case GuardNews.RulesChanged _ -> "rules.1";
            case GuardNews.Wanted _ -> "wanted.1";
            case GuardNews.Given _ -> "given.1";
            case GuardNews.Unreadable _ -> throw new IllegalArgumentException("what is unreadable is not passed on");
        };
    }

    @Override
    public byte[] toBinary(Object object) {
        return switch ((GuardNews) object) {
            case GuardNews.Delta(String guard, byte[] bytes) ->
                put(sized(guard, bytes.length), guard).put(bytes).array();
            case GuardNews.Forgiven(String network) ->
                put(sized(network, 0), network).array();
            case GuardNews.RulesChanged() -> new byte[0];
            case GuardNews.Wanted wanted -> {
                String ref = resolver().toSerializationFormat(wanted.replyTo());
                int size = Integer.BYTES + Short.BYTES + bytes(ref).length;
                ByteBuffer into = put(sized(wanted.guard(), size), wanted.guard());
                yield put(into.putInt(wanted.from()), ref).array();
            }
            case GuardNews.Given given ->
                put(sized(given.guard(), 2 * Integer.BYTES + given.bytes().length), given.guard())
                        .putInt(given.from())
                        .putInt(given.next())
                        .put(given.bytes())
                        .array();
            case GuardNews.Unreadable _ -> throw new IllegalArgumentException("what is unreadable is not passed on");
        };
    }

    @Override
    public GuardNews fromBinary(byte[] bytes, String manifest) {
        if (bytes.length > GuardNews.MOST_BYTES + MOST_TEXT) {
            return new GuardNews.Unreadable();
        }
        try {
            return read(ByteBuffer.wrap(bytes), manifest);
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            return new GuardNews.Unreadable();
        }
    }

    private GuardNews read(ByteBuffer bytes, String manifest) {
        GuardNews news = switch (manifest) {
            case "delta.1" -> new GuardNews.Delta(text(bytes, MOST_TEXT), rest(bytes));
            case "forgiven.1" -> new GuardNews.Forgiven(text(bytes, MOST_TEXT));
            case "rules.1" -> new GuardNews.RulesChanged();
            case "wanted.1" ->
                new GuardNews.Wanted(
                        text(bytes, MOST_TEXT), bytes.getInt(), resolver().resolveActorRef(text(bytes, MOST_REF)));
            case "given.1" -> new GuardNews.Given(text(bytes, MOST_TEXT), bytes.getInt(), bytes.getInt(), rest(bytes));
            default -> new GuardNews.Unreadable();
        };
        return bytes.hasRemaining() ? new GuardNews.Unreadable() : news;
    }

    private ActorRefResolver resolver() {
        return ActorRefResolver.get(Adapter.toTyped(system));
    }

    private static ByteBuffer sized(String text, int more) {
        return ByteBuffer.allocate(Short.BYTES + bytes(text).length + more);
    }

    private static ByteBuffer put(ByteBuffer into, String text) {
        byte[] bytes = bytes(text);
        return into.putShort((short) bytes.length).put(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer from, int most) {
        int length = from.getShort();
        if (length < 0 || length > most) {
            throw new IllegalArgumentException("a text of " + length);
        }
        byte[] text = new byte[length];
        from.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static byte[] rest(ByteBuffer from) {
        byte[] rest = new byte[from.remaining()];
        from.get(rest);
        return rest;
    }
}
