// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.parley.e2ee.Vectors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Vectors;

/// The MLS working group's vectors, for what a delivery service computes.
class WorkingGroupVectorsTest {
    static Stream<JsonNode> treeValidation() {
        return Vectors.each(Vectors.read("mls/tree-validation.json"));
    }

    static Stream<JsonNode> treeOperations() {
        return Vectors.each(Vectors.read("mls/tree-operations.json"));
    }

    static Stream<JsonNode> treeKem() {
        return Vectors.each(Vectors.read("mls/treekem.json"));
    }

    static Stream<JsonNode> messages() {
        return Vectors.each(Vectors.read("mls/messages.json"));
    }

    @ParameterizedTest
    @MethodSource("treeValidation")
    void trees_have_the_published_hashes_resolutions_and_signatures(JsonNode vector) throws Malformed {
        var tree = RatchetTree.decode(Suite.CLASSICAL, bytes(vector, "tree").toArray());
        assertThat(tree.encode()).isEqualTo(bytes(vector, "tree"));

        var nodes = IntStream.range(0, TreeMath.width(tree.leafCount())).boxed().toList();
        assertThat(nodes).map(tree::hash).map(Bytes::toString).containsExactlyElementsOf(hashes(vector));
        assertThat(nodes).map(tree::resolution).containsExactlyElementsOf(resolutions(vector));
        assertThat(tree.members())
                .allSatisfy(index -> assertThat(
                                tree.leaf(index).orElseThrow().isSigned(bytes(vector, "group_id"), index))
                        .as("signature of leaf %d", index)
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("treeOperations")
    void adds_and_removes_lead_to_the_published_trees(JsonNode vector) throws Malformed {
        var before =
                RatchetTree.decode(Suite.CLASSICAL, bytes(vector, "tree_before").toArray());
        assertThat(before.treeHash()).isEqualTo(bytes(vector, "tree_hash_before"));
        if (bytes(vector, "proposal").toArray()[1] == 2) {
            return; // an Update: there is none in our groups
        }

        var after = switch (Reader.whole(bytes(vector, "proposal"), Proposal::read)) {
            case Proposal.Add add -> before.add(add.keyPackage().leafNode());
            case Proposal.Remove remove -> before.remove(remove.removed());
            case Proposal.PreSharedKey ignored -> before;
        };

        assertThat(after.encode()).isEqualTo(bytes(vector, "tree_after"));
        assertThat(after.treeHash()).isEqualTo(bytes(vector, "tree_hash_after"));
    }

    @ParameterizedTest
    @MethodSource("treeKem")
    void paths_lead_to_the_published_trees(JsonNode vector) throws Malformed {
        var before = RatchetTree.decode(
                Suite.CLASSICAL, bytes(vector, "ratchet_tree").toArray());
        for (var update : vector.get("update_paths")) {
            var sender = update.get("sender").asInt();
            var path = Reader.whole(bytes(update, "update_path"), UpdatePath::read);

            assertThat(path.nodes())
                    .map(step -> step.encryptedPathSecret().size())
                    .containsExactlyElementsOf(before.ciphertextCounts(sender, Set.of()));
            assertThat(before.apply(sender, path).orElseThrow().treeHash()).isEqualTo(bytes(update, "tree_hash_after"));
            assertThat(path.leafNode().isSigned(bytes(vector, "group_id"), sender))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void published_messages_read_and_write_back_the_same(JsonNode vector) throws Malformed {
        for (var field : List.of("mls_welcome", "mls_group_info", "mls_key_package", "private_message")) {
            var message = MlsMessage.decode(bytes(vector, field));
            assertThat(message.encode()).as(field).isEqualTo(bytes(vector, field));
        }
        var out = new Writer();
        Reader.whole(bytes(vector, "add_proposal"), KeyPackage::read).write(out);
        assertThat(out.toBytes()).isEqualTo(bytes(vector, "add_proposal"));
    }

    @Test
    void a_commit_changes_the_transcript_as_published() throws Malformed {
        var vector = Vectors.read("mls/transcript-hashes.json").get(0);
        Reader.whole(bytes(vector, "authenticated_content"), in -> {
            assertThat(in.uint16()).isEqualTo(MlsMessage.PUBLIC_MESSAGE);
            var content = FramedContent.read(in);
            var confirmed = Transcript.confirmed(
                    Suite.CLASSICAL, bytes(vector, "interim_transcript_hash_before"), content, in.opaque());
            assertThat(confirmed).isEqualTo(bytes(vector, "confirmed_transcript_hash_after"));
            assertThat(Transcript.interim(Suite.CLASSICAL, confirmed, in.opaque()))
                    .isEqualTo(bytes(vector, "interim_transcript_hash_after"));
            return true;
        });
    }

    @Test
    void references_and_labelled_signatures_are_the_published_ones() {
        var vector = Vectors.read("mls/crypto-basics.json").get(0);
        var reference = vector.get("ref_hash");
        assertThat(Suite.CLASSICAL.refHash(
                        reference.get("label").asText(),
                        bytes(reference, "value").toArray()))
                .isEqualTo(bytes(reference, "out"));
        var signed = vector.get("sign_with_label");
        var label = signed.get("label").asText();
        var content = bytes(signed, "content").toArray();
        assertThat(Suite.verifyWithLabel(bytes(signed, "pub"), label, content, bytes(signed, "signature")))
                .isTrue();
        assertThat(Suite.verifyWithLabel(bytes(signed, "pub"), label + "x", content, bytes(signed, "signature")))
                .isFalse();
    }

    private static List<String> hashes(JsonNode vector) {
        return Vectors.each(vector.get("tree_hashes"))
                .map(hash -> Bytes.ofHex(hash.asText()).toString())
                .toList();
    }

    private static List<List<Integer>> resolutions(JsonNode vector) {
        return Vectors.each(vector.get("resolutions"))
                .map(list -> Vectors.each(list).map(JsonNode::asInt).toList())
                .toList();
    }
}
