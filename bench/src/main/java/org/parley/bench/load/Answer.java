// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.parley.media.dtls.Fingerprint;

/// What an endpoint needs of a server's answer: where to send, the credentials, and the extensions agreed on.
/// Sections are in one bundle, so the first says it for all.
///
/// @param fingerprint of the server's DTLS certificate
record Answer(InetSocketAddress udp, String ufrag, String pwd, Fingerprint fingerprint, ExtensionIds extensions) {
    static Answer parse(String sdp) {
        var lines = sdp.lines().map(String::strip).toList();
        return new Answer(
                candidate(lines),
                required(lines, "a=ice-ufrag:"),
                required(lines, "a=ice-pwd:"),
                fingerprint(required(lines, "a=fingerprint:")),
                new ExtensionIds(
                        extension(lines, ExtensionIds.MID),
                        extension(lines, ExtensionIds.AUDIO_LEVEL),
                        extension(lines, ExtensionIds.TRANSPORT_SEQUENCE)));
    }

    /// RFC 8839 §5.1: foundation, component, transport, priority, address, port.
    private static InetSocketAddress candidate(List<String> lines) {
        for (var line : lines) {
            var words = line.split(" ", -1);
            if (line.startsWith("a=candidate:") && words.length > 5 && words[2].equalsIgnoreCase("udp")) {
                try {
                    return new InetSocketAddress(InetAddress.getByName(words[4]), Integer.parseInt(words[5]));
                } catch (UnknownHostException e) {
                    throw new IllegalArgumentException("the answer's candidate is no address: " + words[4], e);
                }
            }
        }
        throw new IllegalArgumentException("the answer has no UDP candidate");
    }

    private static Fingerprint fingerprint(String value) {
        var words = value.split(" ", 2);
        return new Fingerprint(words[0], words[words.length - 1]);
    }

    private static int extension(List<String> lines, String uri) {
        return find(lines, "a=extmap:", line -> line.endsWith(" " + uri))
                .map(value -> Integer.parseInt(value.split("[ /]", 2)[0]))
                .orElse(0);
    }

    private static String required(List<String> lines, String prefix) {
        return find(lines, prefix, line -> true)
                .orElseThrow(() -> new IllegalArgumentException("the answer has no " + prefix));
    }

    private static Optional<String> find(
            List<String> lines, String prefix, java.util.function.Predicate<String> wanted) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .filter(wanted)
                .map(line -> line.substring(prefix.length()))
                .findFirst();
    }
}
