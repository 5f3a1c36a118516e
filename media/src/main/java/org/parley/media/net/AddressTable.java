// SPDX-License-Identifier: Apache-2.0
package org.parley.media.net;

import org.jspecify.annotations.Nullable;

/// Maps pairs of addresses to values: open addressing over primitive keys, so that a look-up for each packet
/// makes no object. Its owner bounds what it puts in.
///
/// @param <V> kind of value
public final class AddressTable<V> {
    private Peer[] keys;
    private Object[] values;
    private int size;

    public AddressTable() {
        keys = new Peer[64];
        values = new Object[64];
    }

    public int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // only put() writes values
    public @Nullable V get(long remoteHigh, long remoteLow, int remotePort, long localHigh, long localLow) {
        return (V) values[slot(remoteHigh, remoteLow, remotePort, localHigh, localLow)];
    }

    public void put(Peer key, V value) {
        if (2 * (size + 1) > keys.length) {
            grow();
        }
        int at = slot(key);
        if (values[at] == null) {
            size++;
        }
        keys[at] = key;
        values[at] = value;
    }

    /// Removes the value of this key if it is that one.
    @SuppressWarnings("ReferenceEquality") // a value is its object
    public void remove(Peer key, V value) {
        int at = slot(key);
        if (values[at] != value) {
            return;
        }
        size--;
        clear(at);
        // Whatever stood behind it because of it moves up.
        int mask = keys.length - 1;
        for (int next = at + 1 & mask; values[next] != null; next = next + 1 & mask) {
            Peer moved = keys[next];
            Object movedValue = values[next];
            clear(next);
            int to = slot(moved);
            keys[to] = moved;
            values[to] = movedValue;
        }
    }

    @SuppressWarnings("NullAway") // an unused slot
    private void clear(int at) {
        keys[at] = null;
        values[at] = null;
    }

    private int slot(Peer key) {
        return slot(key.remoteHigh, key.remoteLow, key.remotePort, key.localHigh, key.localLow);
    }

    private int slot(long remoteHigh, long remoteLow, int remotePort, long localHigh, long localLow) {
        int mask = keys.length - 1;
        long hash = (remoteHigh * 31 + remoteLow) * 31 + remotePort;
        hash = (hash * 31 + localHigh) * 31 + localLow;
        hash *= 0x9E37_79B9_7F4A_7C15L;
        int at = (int) (hash >>> 32) & mask;
        while (values[at] != null) {
            Peer key = keys[at];
            if (key.remotePort == remotePort
                    && key.remoteLow == remoteLow
                    && key.remoteHigh == remoteHigh
                    && key.localLow == localLow
                    && key.localHigh == localHigh) {
                return at;
            }
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        Peer[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new Peer[2 * oldKeys.length];
        values = new Object[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                int at = slot(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
