// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;

/// A socket could not be had. The message is for whoever starts the server: what, and what to do.
public final class BindFailure extends IOException {
    private static final long serialVersionUID = 1;

    BindFailure(String message) {
        super(message);
    }

    static BindFailure inUse(int port) {
        return new BindFailure("media port " + port
                + " (UDP and TCP) is in use by another process. Stop that process or choose another port.");
    }

    static BindFailure notLocal(InetAddress address) {
        return new BindFailure("media address " + address.getHostAddress() + " is not an address of this machine.");
    }

    static BindFailure of(IOException e, InetAddress address, int port) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof BindException && message.contains("in use")) {
            return inUse(port);
        }
        return new BindFailure(
                "media cannot listen on " + address.getHostAddress() + " port " + port + ": " + message + ".");
    }

    static BindFailure ofErrno(int errno, InetAddress address, int port) {
        return switch (errno) {
            case Libc.EADDRINUSE -> inUse(port);
            case Libc.EADDRNOTAVAIL -> notLocal(address);
            case Libc.EACCES ->
                new BindFailure(
                        "media port " + port + " needs rights that this process has not. Choose one above 1023.");
            default ->
                new BindFailure("media port " + port + " cannot be opened: the system says errno " + errno + ".");
        };
    }
}
