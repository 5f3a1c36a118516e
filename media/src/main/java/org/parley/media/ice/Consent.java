// SPDX-License-Identifier: Apache-2.0
package org.parley.media.ice;

/// Whether an endpoint still wants to hear from us (after RFC 7675: every valid check and every authenticated
/// packet gives consent again).
public enum Consent {
    NEVER_GIVEN,
    FRESH,
    /// Silent for some seconds: probably gone, but it may still be sent to.
    STALE,
    /// Silent for so long that nothing may be sent any more until a check comes.
    EXPIRED
}
