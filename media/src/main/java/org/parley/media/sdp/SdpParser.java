// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.SdpException;
import org.parley.media.rtp.Limits;
import org.parley.media.transport.RemoteTransport;

/// Reads an offer. Strict where the server's behaviour depends on it, deaf to attributes it has no use for.
public final class SdpParser {
    private final List<SectionParser> sections = new ArrayList<>();
    private final TransportAttributes session = new TransportAttributes();
    private @Nullable List<String> bundle;
    private boolean allowMixed;

    private SdpParser() {}

    public static SdpOffer parse(String sdp) throws SdpException {
        SdpParser parser = new SdpParser();
        for (String line : SdpLines.of(sdp)) {
            parser.line(line);
        }
        return parser.finish();
    }

    private void line(String line) throws SdpException {
        if (line.startsWith("m=")) {
            if (sections.size() == Limits.MAX_SECTIONS) {
                throw new SdpException("the offer has more than " + Limits.MAX_SECTIONS + " sections");
            }
            sections.add(new SectionParser(sections.size(), line.substring(2)));
        } else if (line.startsWith("a=")) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line.substring(2) : line.substring(2, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).strip();
            if (sections.isEmpty()) {
                attribute(name, value);
            } else {
                sections.getLast().attribute(name, value);
            }
        }
    }

    private void attribute(String name, String value) throws SdpException {
        switch (name) {
            case "group" -> {
                if (value.startsWith("BUNDLE ")) {
                    if (bundle != null) {
                        throw new SdpException("the offer has two BUNDLE groups; one is expected");
                    }
                    bundle = List.of(value.substring(7).strip().split(" +", -1));
                }
            }
            case "ice-lite" -> throw new SdpException("the offer is of an ice-lite agent, but so is the server");
            case "extmap-allow-mixed" -> allowMixed = true;
            default -> session.attribute(name, value, "the session");
        }
    }

    private SdpOffer finish() throws SdpException {
        if (sections.isEmpty()) {
            throw new SdpException("the offer has no section");
        }
        if (bundle == null) {
            throw new SdpException("the offer has no BUNDLE group");
        }
        if (bundle.size() > Limits.MAX_SECTIONS || new HashSet<>(bundle).size() != bundle.size()) {
            throw new SdpException("the BUNDLE group names a section twice or too many");
        }
        Set<String> bundled = Set.copyOf(bundle);
        Set<String> mids = new HashSet<>();
        List<OfferedSection> read = new ArrayList<>();
        RemoteTransport transport = null;
        Map<String, RemoteTransport> transports = new HashMap<>();
        for (SectionParser section : sections) {
            OfferedSection offered = section.finish(bundled, allowMixed);
            if (!mids.add(offered.mid())) {
                throw new SdpException("two sections have the mid " + offered.mid());
            }
            read.add(offered);
            if (bundled.contains(offered.mid()) && section.offered()) {
                transports.put(offered.mid(), section.transport().over(session).finish(section.name()));
            }
        }
        for (String mid : bundle) {
            if (!mids.contains(mid)) {
                throw new SdpException("the BUNDLE group names " + mid + ", and no section has that mid");
            }
            RemoteTransport one = transports.get(mid);
            if (one == null) {
                continue;
            }
            if (transport == null) {
                transport = one;
            } else if (!transport.equals(one)) {
                throw new SdpException("section " + mid + " has another transport than the rest of the BUNDLE group");
            }
        }
        if (transport == null) {
            throw new SdpException("no section of the BUNDLE group can be used");
        }
        checkExtensions(read);
        return new SdpOffer(transport, bundle, read, allowMixed);
    }

    /// RFC 8843 §7.1.2: within a BUNDLE group an identifier means the same extension everywhere.
    private static void checkExtensions(List<OfferedSection> sections) throws SdpException {
        OfferedExtension[] byId = new OfferedExtension[256];
        for (OfferedSection section : sections) {
            for (OfferedExtension extension : section.extensions()) {
                OfferedExtension before = byId[extension.id()];
                if (before != null && before.extension() != extension.extension()) {
                    throw new SdpException("section " + section.mid() + " uses the extmap identifier " + extension.id()
                            + " for another extension than a section before");
                }
                byId[extension.id()] = extension;
            }
        }
    }
}
