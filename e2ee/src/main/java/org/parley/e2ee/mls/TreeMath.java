// SPDX-License-Identifier: Apache-2.0
package org.parley.e2ee.mls;

import java.util.ArrayList;
import java.util.List;

/// The array view of a balanced binary tree (RFC 9420 appendix C): leaves at even, parents at odd positions.
public final class TreeMath {
    private TreeMath() {}

    static int width(int leaves) {
        return 2 * leaves - 1;
    }

    public static int ofLeaf(int leaf) {
        return 2 * leaf;
    }

    public static boolean isLeaf(int node) {
        return (node & 1) == 0;
    }

    static int level(int node) {
        return Integer.numberOfTrailingZeros(~node);
    }

    static int root(int leaves) {
        return leaves - 1;
    }

    public static int left(int node) {
        return node ^ 1 << (level(node) - 1);
    }

    public static int right(int node) {
        return node ^ 3 << (level(node) - 1);
    }

    static int parent(int node) {
        var level = level(node);
        return (node | 1 << level) & ~(1 << (level + 1));
    }

    static int sibling(int node) {
        var parent = parent(node);
        return node < parent ? right(parent) : left(parent);
    }

    /// From the parent of `node` up to the root.
    public static List<Integer> directPath(int node, int leaves) {
        var root = root(leaves);
        var path = new ArrayList<Integer>();
        for (var at = node; at != root; ) {
            at = parent(at);
            path.add(at);
        }
        return path;
    }

    /// Whether `leaf` stands below `node`.
    public static boolean covers(int node, int leaf) {
        var half = (1 << level(node)) - 1;
        return Math.abs(ofLeaf(leaf) - node) <= half;
    }
}
