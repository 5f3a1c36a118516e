// SPDX-License-Identifier: Apache-2.0
package org.parley.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;

/// One HTTP/1.1 connection that is kept and used by one thread, without anything between the stopwatch and the
/// socket: an HTTP client's own work would be most of what is measured.
public final class KeepAlive implements AutoCloseable {
    private static final int MOST_ANSWER = 16 * 1024;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(ISO_8859_1);
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] buffer = new byte[MOST_ANSWER];

    public KeepAlive(URI server) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /// A request as it goes over the wire.
    ///
    /// @param headers each with its line end
    public static byte[] post(URI server, String path, String headers, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                        + "\r\nContent-Type: application/json\r\n" + headers + "Content-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1);
    }

    /// Sends a request and reads the whole answer.
    ///
    /// @return its bytes, head and body
    public byte[] exchange(byte[] request) throws IOException {
        out.write(request);
        int have = 0;
        int need = -1;
        while (need < 0 || have < need) {
            int read = in.read(buffer, have, buffer.length - have);
            if (read <= 0) {
                throw new IOException("the answer ended after %d bytes".formatted(have));
            }
            have += read;
            need = need < 0 ? length(have) : need;
        }
        return Arrays.copyOf(buffer, need);
    }

    /// Of head and body together; -1 while the head is not complete.
    private int length(int have) {
        for (int i = 0; i <= have - END_OF_HEAD.length; i++) {
            if (Arrays.equals(buffer, i, i + END_OF_HEAD.length, END_OF_HEAD, 0, END_OF_HEAD.length)) {
                String head = new String(buffer, 0, i, ISO_8859_1);
                int body = head.lines()
                        .filter(line -> line.regionMatches(true, 0, LENGTH, 0, LENGTH.length()))
                        .mapToInt(line ->
                                Integer.parseInt(line.substring(LENGTH.length()).strip()))
                        .findFirst()
                        .orElse(0);
                return i + END_OF_HEAD.length + body;
            }
        }
        return -1;
    }

    /// The status of an answer.
    public static int status(byte[] answer) {
        return Integer.parseInt(new String(answer, 9, 3, ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
