// SPDX-License-Identifier: Apache-2.0
package org.parley.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;

/// Proofs of work, as docs/protocol.md says it.
final class Proofs {
    private Proofs() {}

    /// @param answer with a challenge
    static String solve(HttpResponse<String> answer) throws Exception {
        JsonNode challenge = TestServer.json(answer.body()).get("challenge");
        return solve(challenge.get("token").asText(), challenge.get("hashes").asLong());
    }

    static String solve(String token, long hashes) throws Exception {
        long limit = Long.divideUnsigned(-1L, hashes);
        byte[] block = ByteBuffer.allocate(40)
                .put(Base64.getUrlDecoder().decode(token))
                .array();
        var sha256 = MessageDigest.getInstance("SHA-256");
        for (long nonce = 0; ; nonce++) {
            ByteBuffer.wrap(block).putLong(32, nonce);
            if (Long.compareUnsigned(ByteBuffer.wrap(sha256.digest(block)).getLong(), limit) < 0) {
                return token + "." + Long.toHexString(nonce);
            }
        }
    }
}
