// SPDX-License-Identifier: Apache-2.0
package org.parley.media.testing;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/// How a client's packets get to the server: UDP, or frames on TCP (RFC 4571). Blocking; one thread may
/// receive while another sends.
public interface Wire extends Closeable {
    void send(byte[] packet) throws IOException;

    /// @throws IOException when the wire is closed
    byte[] receive() throws IOException;

    InetSocketAddress localAddress();

    static Wire udp(InetSocketAddress server) throws IOException {
        DatagramSocket socket = new DatagramSocket(0, anyOf(server));
        socket.connect(server);
        byte[] buffer = new byte[2_048];
        return new Wire() {
            @Override
            public void send(byte[] packet) throws IOException {
                socket.send(new DatagramPacket(packet, packet.length));
            }

            @Override
            public byte[] receive() throws IOException {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                return Arrays.copyOf(buffer, packet.getLength());
            }

            @Override
            public InetSocketAddress localAddress() {
                return (InetSocketAddress) socket.getLocalSocketAddress();
            }

            @Override
            public void close() {
                socket.close();
            }
        };
    }

    private static InetAddress anyOf(InetSocketAddress server) throws IOException {
        return InetAddress.getByName(server.getAddress() instanceof Inet4Address ? "0.0.0.0" : "::");
    }

    static Wire tcp(InetSocketAddress server) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(server, 5_000);
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        return new Wire() {
            @Override
            public void send(byte[] packet) throws IOException {
                byte[] frame = new byte[packet.length + 2];
                frame[0] = (byte) (packet.length >>> 8);
                frame[1] = (byte) packet.length;
                System.arraycopy(packet, 0, frame, 2, packet.length);
                out.write(frame);
            }

            @Override
            public byte[] receive() throws IOException {
                int length = in.readUnsignedShort();
                byte[] packet = in.readNBytes(length);
                if (packet.length < length) {
                    throw new EOFException();
                }
                return packet;
            }

            @Override
            public InetSocketAddress localAddress() {
                return (InetSocketAddress) socket.getLocalSocketAddress();
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }
}
