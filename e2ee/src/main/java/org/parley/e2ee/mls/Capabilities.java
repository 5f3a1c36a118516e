// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.List;

/// RFC 9420 §7.2.
public record Capabilities(
        List<Integer> versions,
        List<Integer> cipherSuites,
        List<Integer> extensions,
        List<Integer> proposals,
        List<Integer> credentials) {

    public Capabilities {
        versions = List.copyOf(versions);
        cipherSuites = List.copyOf(cipherSuites);
        extensions = List.copyOf(extensions);
        proposals = List.copyOf(proposals);
        credentials = List.copyOf(credentials);
    }

    /// Whether a leaf with these can be in a group of ours with this suite.
    public boolean sufficient(Suite suite) {
        return versions.contains(MlsMessage.MLS10)
                && cipherSuites.contains(suite.id())
                && credentials.contains(Credential.BASIC);
    }

    static Capabilities read(Reader in) throws Malformed {
        return new Capabilities(
                in.vector(Reader::uint16),
                in.vector(Reader::uint16),
                in.vector(Reader::uint16),
                in.vector(Reader::uint16),
                in.vector(Reader::uint16));
    }

    void write(Writer out) {
        for (var list : List.of(versions, cipherSuites, extensions, proposals, credentials)) {
            out.vector(list, (value, to) -> to.uint16(value));
        }
    }
}
