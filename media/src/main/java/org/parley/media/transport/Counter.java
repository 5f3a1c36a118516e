// SPDX-License-Identifier: Apache-2.0
package org.parley.media.transport;

/// What an event loop counts. Names are for metrics and logs; those that stand for something lost say so.
public enum Counter {
    PACKETS_IN("packets received", false),
    BYTES_IN("bytes received", false),
    PACKETS_OUT("packets sent", false),
    BYTES_OUT("bytes sent", false),
    /// One message is one packet, or several that leave together by segmentation offload.
    MESSAGES_OUT("messages sent", false),
    CHECKS("connectivity checks answered", false),
    HANDSHAKES("DTLS handshakes finished", false),
    HANDED_OVER("packets handed over to another loop", false),
    TCP_ACCEPTED("TCP connections accepted", false),
    /// Each once for each subscriber that it goes to; without what is sent again.
    PACKETS_FORWARDED("RTP packets forwarded to subscribers", false),
    BYTES_FORWARDED("bytes of RTP packets forwarded to subscribers", false),
    /// Without those that came late: the highest that a stream's reports have said, and no more than was sent.
    PACKETS_REPORTED_LOST("packets that subscribers report lost", false),
    PACKETS_ASKED_AGAIN("packets that subscribers asked for again", false),
    PACKETS_SENT_AGAIN("packets sent to subscribers again", false),
    MISSING_ASKED_FOR("messages that ask publishers for missing packets", false),
    KEY_FRAMES_WANTED("key frames that subscribers asked for", false),
    KEY_FRAMES_ASKED_FOR("key frames that publishers were asked for", false),

    UNKNOWN_SOURCE("packets from an address that has passed no check", true),
    MALFORMED("malformed packets", true),
    CHECK_REFUSED("connectivity checks refused", true),
    DTLS_DROPPED("DTLS datagrams dropped", true),
    HANDSHAKE_FAILED("DTLS handshakes failed", true),
    NOT_READY("packets before or after their transport's life", true),
    NOT_AUTHENTIC("packets not authentic", true),
    REPLAYED("packets replayed", true),
    TOO_MANY_STREAMS("packets of one SSRC too many", true),
    NOT_CONNECTED("packets for an endpoint that can't be sent to", true),
    SEQUENCE_REUSED("packets with a sequence number that was sent before", true),
    SEND_BUSY("packets dropped because the socket was full", true),
    SEND_FAILED("packets that the system refused to send", true),
    TCP_SLOW("packets dropped because a TCP connection was full", true),
    TCP_REFUSED("TCP connections refused or closed for silence", true),
    HAND_OVER_FULL("packets dropped between two loops", true),
    HANDLER_FAILED("packets or timers at which the forwarding core failed", true);

    private final String description;
    private final boolean loss;

    Counter(String description, boolean loss) {
        this.description = description;
        this.loss = loss;
    }

    public String description() {
        return description;
    }

    /// Whether it counts something dropped or refused.
    public boolean isLoss() {
        return loss;
    }
}
