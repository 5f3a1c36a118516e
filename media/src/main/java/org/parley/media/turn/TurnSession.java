// SPDX-License-Identifier: Apache-2.0
package org.parley.media.turn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.stun.MappedAddress;
import org.parley.media.stun.StunAttribute;
import org.parley.media.stun.StunMessage;
import org.parley.media.stun.StunWriter;

/// The server's side of TURN over a stream (RFC 8656) for one client. Peers are the addresses that this
/// server announces for its media, and no others: nobody reaches anything through it that they could not
/// reach without. So permissions are checked and not kept. Not thread-safe.
public final class TurnSession {
    /// What a session wants done.
    public interface Out {
        void toClient(byte[] bytes);

        /// @param peer its place in the list
        void toPeer(int peer, byte[] bytes, int offset, int length);

        /// The client has an allocation from now on.
        ///
        /// @return its relayed address; null if there is no room for one more
        @Nullable
        InetSocketAddress allocate(String username);

        /// Nothing more can come of this connection.
        void close();
    }

    static final int ALLOCATE = 0x0003;
    static final int REFRESH = 0x0004;
    static final int CREATE_PERMISSION = 0x0008;
    static final int CHANNEL_BIND = 0x0009;
    static final int SEND_INDICATION = 0x0016;
    static final int DATA_INDICATION = 0x0017;
    static final int SUCCESS = 0x0100;
    static final int ERROR = 0x0110;

    static final int CHANNEL_NUMBER = 0x000C;
    static final int LIFETIME = 0x000D;
    static final int XOR_PEER_ADDRESS = 0x0012;
    static final int DATA = 0x0013;
    static final int REALM = 0x0014;
    static final int NONCE = 0x0015;
    static final int XOR_RELAYED_ADDRESS = 0x0016;
    static final int REQUESTED_ADDRESS_FAMILY = 0x0017;
    static final int REQUESTED_TRANSPORT = 0x0019;

    private static final Set<Integer> KNOWN = Set.of(
            StunAttribute.USERNAME,
            StunAttribute.MESSAGE_INTEGRITY,
            StunAttribute.MESSAGE_INTEGRITY_SHA256,
            CHANNEL_NUMBER,
            LIFETIME,
            XOR_PEER_ADDRESS,
            DATA,
            REALM,
            NONCE,
            REQUESTED_ADDRESS_FAMILY,
            REQUESTED_TRANSPORT);

    private static final int UDP = 17;
    private static final int IPV4_FAMILY = 1;
    private static final int IPV6_FAMILY = 2;

    /// Seconds. RFC 8656 §3.2: what most clients ask for.
    private static final int GRANTED = 600;

    private static final int FIRST_CHANNEL = 0x4000;
    private static final int LAST_CHANNEL = 0x4fff;
    private static final int MAX_ERRORS = 20;

    private final TurnCredentials credentials;
    private final List<InetSocketAddress> peers;
    private final InetSocketAddress client;
    private final byte[] nonce;
    private final Out out;
    private final StreamFrames frames = new StreamFrames();
    /// By peer; 0 where none is bound.
    private final int[] channels;

    private @Nullable String username;
    private int errors;
    private boolean closed;

    /// @param peers where the server's media is announced
    /// @param nonce drawn for this connection, in characters that need no quotes
    public TurnSession(
            TurnCredentials credentials,
            List<InetSocketAddress> peers,
            InetSocketAddress client,
            String nonce,
            Out out) {
        this.credentials = credentials;
        this.peers = List.copyOf(peers);
        this.client = client;
        this.nonce = nonce.getBytes(UTF_8);
        this.out = out;
        this.channels = new int[peers.size()];
    }

    /// Takes what has come from the client.
    public void receive(ByteBuffer bytes, Instant now) {
        boolean readable = frames.take(bytes, new StreamFrames.Sink() {
            @Override
            public void onStun(byte[] frame, int length) {
                StunMessage.parse(frame, length, StreamFrames.MOST)
                        .ifPresentOrElse(message -> TurnSession.this.onStun(message, now), TurnSession.this::close);
            }

            @Override
            public void onChannelData(int channel, byte[] frame, int length) {
                int peer = peerOf(channel);
                if (peer >= 0) {
                    out.toPeer(peer, frame, 4, length);
                }
            }
        });
        if (!readable) {
            close();
        }
    }

    /// Takes what has come from a peer, by its place in the list.
    public void fromPeer(int peer, byte[] bytes, int length) {
        if (channels[peer] != 0) {
            out.toClient(StreamFrames.channelData(channels[peer], bytes, length));
            return;
        }
        // RFC 8656 §11.6: the transaction of an indication is nobody's.
        out.toClient(new StunWriter(DATA_INDICATION, new byte[12], StreamFrames.MOST)
                .address(XOR_PEER_ADDRESS, MappedAddress.of(peers.get(peer)))
                .add(DATA, Arrays.copyOf(bytes, length))
                .finish());
    }

    private void onStun(StunMessage message, Instant now) {
        switch (message.type()) {
            case StunMessage.BINDING_REQUEST ->
                out.toClient(new StunWriter(StunMessage.BINDING_SUCCESS, message.transactionId())
                        .mappedAddress(MappedAddress.of(client))
                        .finish());
            case SEND_INDICATION -> send(message);
            case ALLOCATE, REFRESH, CREATE_PERMISSION, CHANNEL_BIND -> authenticated(message, now);
            default -> {
                // what is not ours is passed over
            }
        }
    }

    private void send(StunMessage message) {
        int peer = username == null ? -1 : peerOf(message.address(XOR_PEER_ADDRESS), true);
        if (peer >= 0) {
            byte[] data = message.value(DATA);
            out.toPeer(peer, data, 0, data.length);
        }
    }

    private void authenticated(StunMessage request, Instant now) {
        if (!request.hasIntegrity()) {
            refuse(request, 401, "Unauthenticated");
            return;
        }
        if (!Arrays.equals(request.value(NONCE), nonce)) {
            refuse(request, 438, "Stale Nonce");
            return;
        }
        String name = new String(request.value(StunAttribute.USERNAME), UTF_8);
        Optional<byte[]> key =
                name.equals(username) ? credentials.key(name, Instant.EPOCH) : credentials.key(name, now);
        if (key.isEmpty() || !request.isAuthentic(key.get())) {
            refuse(request, 401, "Unauthenticated");
            return;
        }
        int[] unknown = request.unknownRequired(KNOWN::contains);
        if (unknown.length > 0) {
            answerError(request, key.get(), 420, "Unknown Attribute", unknown);
        } else if (request.type() == ALLOCATE) {
            allocate(request, name, key.get());
        } else if (username == null) {
            answerError(request, key.get(), 437, "Allocation Mismatch");
        } else if (!name.equals(username)) {
            answerError(request, key.get(), 441, "Wrong Credentials");
        } else {
            serve(request, key.get());
        }
    }

    private void serve(StunMessage request, byte[] key) {
        switch (request.type()) {
            case REFRESH -> refresh(request, key);
            case CREATE_PERMISSION -> {
                if (peerOf(request.address(XOR_PEER_ADDRESS), false) < 0) {
                    answerError(request, key, 403, "Forbidden");
                } else {
                    out.toClient(success(request).finish(key));
                }
            }
            default -> bind(request, key);
        }
    }

    private void allocate(StunMessage request, String name, byte[] key) {
        byte[] transport = request.value(REQUESTED_TRANSPORT);
        byte[] family = request.value(REQUESTED_ADDRESS_FAMILY);
        int ours = peers.getFirst().getAddress().getAddress().length == 4 ? IPV4_FAMILY : IPV6_FAMILY;
        if (username != null) {
            answerError(request, key, 437, "Allocation Mismatch");
        } else if (transport.length != 4 || transport[0] != UDP) {
            answerError(request, key, 442, "Unsupported Transport Protocol");
        } else if (family.length == 4 && family[0] != ours) {
            answerError(request, key, 440, "Address Family not Supported");
        } else {
            InetSocketAddress relayed = out.allocate(name);
            if (relayed == null) {
                answerError(request, key, 486, "Allocation Quota Reached");
                return;
            }
            username = name;
            out.toClient(success(request)
                    .address(XOR_RELAYED_ADDRESS, MappedAddress.of(relayed))
                    .mappedAddress(MappedAddress.of(client))
                    .add(LIFETIME, seconds(GRANTED))
                    .finish(key));
        }
    }

    private void refresh(StunMessage request, byte[] key) {
        byte[] wanted = request.value(LIFETIME);
        boolean ends = wanted.length == 4 && ByteBuffer.wrap(wanted).getInt() == 0;
        out.toClient(success(request).add(LIFETIME, seconds(ends ? 0 : GRANTED)).finish(key));
        if (ends) {
            close();
        }
    }

    private void bind(StunMessage request, byte[] key) {
        byte[] number = request.value(CHANNEL_NUMBER);
        int channel = number.length == 4 ? (number[0] & 0xff) << 8 | (number[1] & 0xff) : 0;
        Optional<MappedAddress> address = request.address(XOR_PEER_ADDRESS);
        int peer = peerOf(address, true);
        if (channel < FIRST_CHANNEL || channel > LAST_CHANNEL || address.isEmpty()) {
            answerError(request, key, 400, "Bad Request");
        } else if (peer < 0) {
            answerError(request, key, 403, "Forbidden");
        } else if ((peerOf(channel) >= 0 && peerOf(channel) != peer)
                || (channels[peer] != 0 && channels[peer] != channel)) {
            answerError(request, key, 400, "Bad Request");
        } else {
            channels[peer] = channel;
            out.toClient(success(request).finish(key));
        }
    }

    private int peerOf(int channel) {
        for (int i = 0; i < channels.length; i++) {
            if (channels[i] == channel) {
                return i;
            }
        }
        return -1;
    }

    /// @param exact whether the port counts: permissions are for addresses (RFC 8656 §9)
    private int peerOf(Optional<MappedAddress> address, boolean exact) {
        for (int i = 0; i < peers.size() && address.isPresent(); i++) {
            MappedAddress peer = MappedAddress.of(peers.get(i));
            if (Arrays.equals(peer.address(), address.get().address())
                    && (!exact || peer.port() == address.get().port())) {
                return i;
            }
        }
        return -1;
    }

    private static StunWriter success(StunMessage request) {
        return new StunWriter(request.type() | SUCCESS, request.transactionId());
    }

    /// Without integrity: to who has not shown a password.
    private void refuse(StunMessage request, int code, String reason) {
        out.toClient(new StunWriter(request.type() | ERROR, request.transactionId())
                .error(code, reason)
                .add(REALM, TurnCredentials.REALM.getBytes(UTF_8))
                .add(NONCE, nonce)
                .finish());
        countError();
    }

    private void answerError(StunMessage request, byte[] key, int code, String reason, int... unknown) {
        var answer = new StunWriter(request.type() | ERROR, request.transactionId()).error(code, reason);
        if (unknown.length > 0) {
            answer.unknownAttributes(unknown);
        }
        out.toClient(answer.finish(key));
        countError();
    }

    private void countError() {
        if (++errors == MAX_ERRORS) {
            close();
        }
    }

    private void close() {
        if (!closed) {
            closed = true;
            out.close();
        }
    }

    private static byte[] seconds(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
