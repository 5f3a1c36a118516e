// SPDX-License-Identifier: Apache-2.0
package org.parley.media.ice;

/// One way to an endpoint that has passed its check: a remote address seen from one of ours, or a TCP
/// connection. Made by [IceAgent]; whoever moves packets finds in it when it was used last.
public final class CandidatePair {
    private final Object path;
    private long priority;
    private boolean nominated;
    private int generation;
    private long usedAt;

    CandidatePair(Object path) {
        this.path = path;
    }

    /// What the owner of sockets gave to [IceAgent#onCheck] for it.
    public Object path() {
        return path;
    }

    long priority() {
        return priority;
    }

    boolean isNominated() {
        return nominated;
    }

    int generation() {
        return generation;
    }

    /// When the last valid check or authenticated packet came on it.
    public long usedAt() {
        return usedAt;
    }

    void used(long now) {
        usedAt = now;
    }

    void checked(int generation, long priority, boolean nominates, long now) {
        if (generation > this.generation) {
            this.generation = generation;
            nominated = false;
        }
        this.priority = priority;
        nominated |= nominates;
        usedAt = now;
    }
}
