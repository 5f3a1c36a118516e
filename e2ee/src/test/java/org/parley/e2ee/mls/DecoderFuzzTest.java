// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.e2ee.Bytes;
import org.parley.e2ee.Vectors;

/// Hostile bytes for every decoder: they are refused, or mean exactly one thing.
class DecoderFuzzTest {
    private static final int ROUNDS = 5_000;

    @FuzzTest
    void messages(byte[] bytes) {
        decodeMessage(bytes);
    }

    @FuzzTest
    void trees(byte[] bytes) {
        decodeTree(bytes);
    }

    @Test
    void published_messages_with_random_faults_are_refused_or_read_back_the_same() {
        var seeds = new ArrayList<byte[]>();
        for (var vector : Vectors.read("mls/messages.json")) {
            for (var field : List.of("mls_welcome", "mls_group_info", "mls_key_package", "private_message")) {
                seeds.add(Vectors.bytes(vector, field).toArray());
            }
        }
        var random = new Random(1);
        for (var i = 0; i < ROUNDS; i++) {
            decodeMessage(mutate(seeds.get(random.nextInt(seeds.size())), random));
        }
    }

    @Test
    void published_trees_with_random_faults_are_refused_or_read_back_the_same() {
        var seeds = Vectors.each(Vectors.read("mls/tree-validation.json"))
                .map(vector -> Vectors.bytes(vector, "tree").toArray())
                .toList();
        var random = new Random(2);
        for (var i = 0; i < ROUNDS / 10; i++) {
            decodeTree(mutate(seeds.get(random.nextInt(seeds.size())), random));
        }
    }

    @Test
    void a_length_that_promises_a_gigabyte_costs_nothing() {
        var bytes = Bytes.ofHex("0001" + "0001" + "bfffffff" + "00");

        assertThatThrownBy(() -> MlsMessage.decode(bytes)).isInstanceOf(Malformed.class);
    }

    private static void decodeMessage(byte[] bytes) {
        try {
            assertThat(MlsMessage.decode(Bytes.copyOf(bytes)).encode()).isEqualTo(Bytes.copyOf(bytes));
        } catch (Malformed e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void decodeTree(byte[] bytes) {
        try {
            var tree = RatchetTree.decode(Suite.CLASSICAL, bytes);
            assertThat(tree.encode()).isEqualTo(Bytes.copyOf(bytes));
            assertThat(tree.treeHash().length()).isEqualTo(Suite.CLASSICAL.hashLength());
            tree.members()
                    .forEach(leaf -> assertThat(tree.filteredDirectPath(leaf)).isNotNull());
            assertThat(tree.hasValidParentHashes()).isIn(true, false);
        } catch (Malformed e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static byte[] mutate(byte[] seed, Random random) {
        var bytes = seed.clone();
        for (var faults = 1 + random.nextInt(3); faults > 0; faults--) {
            bytes[random.nextInt(bytes.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt() : 1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 8)) : bytes;
    }
}
