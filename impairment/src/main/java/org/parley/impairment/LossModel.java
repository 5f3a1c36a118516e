// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment;

/// Which packets are lost: each on its own, or in bursts as Gilbert and Elliott model them with two states, in the
/// bad one of which nothing arrives.
final class LossModel {
    private boolean bad;

    /// @param draw even in 0..1, one for each packet
    boolean loses(Conditions.Loss loss, double draw) {
        if (loss.burst() <= 1 || loss.share() >= 1) {
            bad = false;
            return draw < loss.share();
        }
        double leave = 1 / loss.burst();
        double enter = Math.min(1, loss.share() * leave / (1 - loss.share()));
        bad = bad ? draw >= leave : draw < enter;
        return bad;
    }
}
