// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.sframe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.Vectors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.e2ee.Vectors;

class Rfc9605VectorsTest {
    static Stream<JsonNode> frames() {
        return Vectors.each(Vectors.read("sframe/test-vectors.json").get("sframe"));
    }

    @Test
    void headers_are_encoded_and_decoded_as_published() throws SFrameException {
        for (var vector : Vectors.read("sframe/test-vectors.json").get("header")) {
            var keyId = number(vector, "kid");
            var counter = number(vector, "ctr");
            var encoded = bytes(vector, "encoded").toArray();

            var out = new byte[Header.of(keyId, counter).length()];
            Header.of(keyId, counter).encode(out, 0);
            assertThat(out).as(vector.toString()).isEqualTo(encoded);
            assertThat(Header.decode(encoded, 0)).isEqualTo(Header.of(keyId, counter));
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void frames_are_encrypted_and_decrypted_as_published(JsonNode vector) throws SFrameException {
        var suite = Arrays.stream(CipherSuite.values())
                .filter(known -> known.id == vector.get("cipher_suite").asInt())
                .findFirst()
                .orElseThrow();
        var keyId = number(vector, "kid");
        var key = FrameKey.derive(suite, bytes(vector, "base_key").toArray(), keyId);
        assertThat(key.key()).isEqualTo(bytes(vector, "sframe_key").toArray());
        assertThat(key.salt()).isEqualTo(bytes(vector, "sframe_salt").toArray());

        var metadata = bytes(vector, "metadata").toArray();
        var header = Header.of(keyId, number(vector, "ctr"));
        var sealed = key.seal(header, metadata, bytes(vector, "pt").toArray());
        assertThat(Arrays.copyOfRange(sealed, metadata.length, sealed.length))
                .isEqualTo(bytes(vector, "ct").toArray());
        assertThat(key.open(header, sealed, metadata.length))
                .isEqualTo(bytes(vector, "pt").toArray());
    }

    private static long number(JsonNode vector, String field) {
        return new BigInteger(vector.get(field).asText()).longValue();
    }
}
