// SPDX-License-Identifier: Apache-2.0
package org.parley.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// RFC 3711 appendix B.3.
class KeyDerivationTest {
    private static final HexFormat HEX = HexFormat.of();

    private final KeyDerivation keys = new KeyDerivation(new MasterKey(
            SrtpProfile.AES128_CM_HMAC_SHA1_80,
            HEX.parseHex("e1f97a0d3e018be0d64fa32c06de4139"),
            HEX.parseHex("0ec675ad498afeebb6960b3aabe6")));

    @Test
    void cipher_key_salt_and_authentication_key_are_those_of_the_rfc() {
        assertThat(hex(KeyDerivation.RTP_KEY, 16)).isEqualTo("c61e7a93744f39ee10734afe3ff7a087");
        assertThat(hex(KeyDerivation.RTP_SALT, 14)).isEqualTo("30cbbc08863d8c85d49db34a9ae1");
        assertThat(hex(KeyDerivation.RTP_AUTH, 94))
                .isEqualTo("cebe321f6ff7716b6fd4ab49af256a156d38baa48f0a0acf3c34e2359e6cdbce"
                        + "e049646c43d9327ad175578ef72270986371c10c9a369ac2f94a8c5fbcdddc25"
                        + "6d6e919a48b610ef17c2041e474035766b68642c59bbfc2f34db60dbdfb2");
    }

    private String hex(int label, int length) {
        return HEX.formatHex(keys.derive(label, length));
    }
}
