// SPDX-License-Identifier: Apache-2.0
package org.parley.server.http;

import io.javalin.http.Context;
import org.parley.meeting.door.Digest;
import org.parley.meeting.door.KeyedHash;

/// Browsers from which an account was signed in to before: who guesses at the account from elsewhere cannot
/// lock its owner out there. The browser keeps a seal over the account's name and its own device token, and the
/// server keeps nothing.
final class KnownDevices {
    private final KeyedHash hash;
    private final Cookies cookies;

    KnownDevices(KeyedHash hash, Cookies cookies) {
        this.hash = hash;
        this.cookies = cookies;
    }

    /// @param account the key of a name, whether there is one or not
    boolean knows(Context context, String account) {
        String device = Cookies.ownDevice(context);
        String seal = Cookies.known(context);
        Digest right = seal(account, device == null ? "" : device);
        return device != null && seal != null && hash.of("compare", seal).equals(hash.of("compare", right.hex()));
    }

    /// After a sign-in that was right. A client that keeps no cookies is not known.
    void remember(Context context, String account) {
        String device = Cookies.ownDevice(context);
        if (device != null) {
            cookies.setKnown(context, seal(account, device).hex());
        }
    }

    private Digest seal(String account, String device) {
        return hash.of("known-device", account, device);
    }
}
