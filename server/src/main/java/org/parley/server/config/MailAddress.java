// SPDX-License-Identifier: Apache-2.0
package org.parley.server.config;

import java.util.regex.Pattern;

/// Mail addresses as we take them: the usual form `local@domain` of RFC 5321 §4.1.2, without quoting, comments, display
/// names or anything that could end a header line.
public final class MailAddress {
    private static final int LONGEST = 254;

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
            + "@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private MailAddress() {}

    public static boolean isOne(String text) {
        return text.length() <= LONGEST && FORM.matcher(text).matches();
    }
}
