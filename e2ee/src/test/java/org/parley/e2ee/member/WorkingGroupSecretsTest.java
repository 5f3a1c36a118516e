// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.Vectors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Vectors;
import org.parley.e2ee.mls.Extension;
import org.parley.e2ee.mls.GroupContext;
import org.parley.e2ee.mls.Malformed;
import org.parley.e2ee.mls.Proposal.PreSharedKey;
import org.parley.e2ee.mls.Reader;
import org.parley.e2ee.mls.Suite;

/// The MLS working group's vectors, for what a member derives.
class WorkingGroupSecretsTest {
    @Test
    void labelled_derivations_are_the_published_ones() {
        var vector = Vectors.read("mls/crypto-basics.json").get(0);
        var expand = vector.get("expand_with_label");
        assertThat(Kdf.expandWithLabel(
                        raw(expand, "secret"),
                        expand.get("label").asText(),
                        raw(expand, "context"),
                        expand.get("length").asInt()))
                .isEqualTo(raw(expand, "out"));
        var derive = vector.get("derive_secret");
        assertThat(Kdf.deriveSecret(raw(derive, "secret"), derive.get("label").asText()))
                .isEqualTo(raw(derive, "out"));
    }

    @Test
    void each_application_key_is_the_published_one() throws MlsException {
        for (var vector : Vectors.read("mls/secret-tree.json")) {
            var leaves = vector.get("leaves");
            var tree = new SecretTree(leaves.size(), raw(vector, "encryption_secret"));
            for (var leaf = 0; leaf < leaves.size(); leaf++) {
                for (var generation : leaves.get(leaf)) {
                    var keys = tree.take(leaf, generation.get("generation").asInt());
                    assertThat(keys.key).isEqualTo(raw(generation, "application_key"));
                    assertThat(keys.nonce).isEqualTo(raw(generation, "application_nonce"));
                }
            }
        }
    }

    @Test
    void each_epoch_follows_from_the_one_before_as_published() throws Malformed {
        KeySchedule before = null;
        for (var epoch : Vectors.read("mls/key-schedule.json")) {
            var context = context(epoch);
            var joiner = before == null
                    ? new KeySchedule.Joiner(raw(epoch, "joiner_secret"), raw(epoch, "psk_secret"))
                    : before.next(raw(epoch, "commit_secret"), raw(epoch, "psk_secret"), context);
            assertThat(joiner.secret).isEqualTo(raw(epoch, "joiner_secret"));
            assertThat(joiner.welcomeKey())
                    .isEqualTo(Kdf.expandWithLabel(raw(epoch, "welcome_secret"), "key", new byte[0], 16));

            var keys = joiner.enter(context);
            assertThat(keys.senderDataSecret).isEqualTo(raw(epoch, "sender_data_secret"));
            assertThat(keys.encryptionSecret).isEqualTo(raw(epoch, "encryption_secret"));
            assertThat(keys.epochAuthenticator).isEqualTo(raw(epoch, "epoch_authenticator"));
            var exporter = epoch.get("exporter");
            assertThat(keys.export(
                            exporter.get("label").asText(),
                            raw(exporter, "context"),
                            exporter.get("length").asInt()))
                    .isEqualTo(raw(exporter, "secret"));
            before = keys;
        }
    }

    @Test
    void a_pre_shared_key_is_mixed_in_as_published() {
        var vector = Vectors.read("mls/psk-secret.json").get(1);
        var psk = vector.get("psks").get(0);
        var id = new PreSharedKey(bytes(psk, "psk_id"), bytes(psk, "psk_nonce"));

        assertThat(KeySchedule.pskSecret(List.of(id), raw(psk, "psk"))).isEqualTo(raw(vector, "psk_secret"));
    }

    private static GroupContext context(JsonNode epoch) throws Malformed {
        return Reader.whole(bytes(epoch, "group_context"), in -> {
            in.uint16();
            return new GroupContext(
                    Suite.of(in.uint16()).orElseThrow(),
                    in.opaque(),
                    in.uint64(),
                    in.opaque(),
                    in.opaque(),
                    in.vector(each -> new Extension(each.uint16(), each.opaque())));
        });
    }

    private static byte[] raw(JsonNode parent, String field) {
        return Bytes.ofHex(parent.get(field).asText()).toArray();
    }
}
