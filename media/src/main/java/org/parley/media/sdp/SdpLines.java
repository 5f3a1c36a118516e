// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sdp;

import java.util.ArrayList;
import java.util.List;
import org.parley.media.SdpException;
import org.parley.media.rtp.Limits;

/// Cuts a description into lines and checks their form (RFC 8866 §5).
final class SdpLines {
    private SdpLines() {}

    static List<String> of(String sdp) throws SdpException {
        if (sdp.length() > Limits.MAX_SDP_CHARS) {
            throw new SdpException("the offer has more than " + Limits.MAX_SDP_CHARS + " characters");
        }
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < sdp.length()) {
            int end = sdp.indexOf('\n', start);
            int next = end < 0 ? sdp.length() : end + 1;
            if (end < 0) {
                end = sdp.length();
            }
            if (end > start && sdp.charAt(end - 1) == '\r') {
                end--;
            }
            if (end > start) {
                lines.add(line(sdp, start, end, lines.size() + 1));
            } else if (next < sdp.length()) {
                throw new SdpException("line " + (lines.size() + 1) + " is empty");
            }
            start = next;
        }
        if (lines.isEmpty() || !lines.getFirst().equals("v=0")) {
            throw new SdpException("the offer does not start with v=0");
        }
        return lines;
    }

    private static String line(String sdp, int start, int end, int number) throws SdpException {
        if (number > Limits.MAX_SDP_LINES) {
            throw new SdpException("the offer has more than " + Limits.MAX_SDP_LINES + " lines");
        }
        if (end - start > Limits.MAX_SDP_LINE) {
            throw new SdpException("line " + number + " has more than " + Limits.MAX_SDP_LINE + " characters");
        }
        if (end - start < 2 || sdp.charAt(start + 1) != '=' || sdp.charAt(start) < 'a' || sdp.charAt(start) > 'z') {
            throw new SdpException("line " + number + " is not of the form x=value");
        }
        for (int i = start; i < end; i++) {
            if (sdp.charAt(i) < ' ' || sdp.charAt(i) == 0x7f) {
                throw new SdpException("line " + number + " has a control character in it");
            }
        }
        return sdp.substring(start, end);
    }
}
