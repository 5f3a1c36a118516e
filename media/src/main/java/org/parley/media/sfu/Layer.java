// SPDX-License-Identifier: Apache-2.0
package org.parley.media.sfu;

import org.parley.media.rtp.GapCloser;
import org.parley.media.rtp.SequenceWindow;

/// One RTP stream of a publication: the only one, or a simulcast layer. Its packets are numbered anew, without gaps for
/// those left out, and these numbers are what slots map from.
final class Layer {
    final Publication publication;
    final int index;
    final byte[] rid;
    final SequenceWindow received = new SequenceWindow();
    final GapCloser numbers = new GapCloser();

    int ssrc;
    boolean known;
    int rtxSsrc;
    boolean rtxKnown;
    /// When its last packet came.
    long lastPacket = Long.MIN_VALUE;

    private long lastPli = Long.MIN_VALUE;
    private boolean keyFrameWanted;

    Layer(Publication publication, int index, byte[] rid) {
        this.publication = publication;
        this.index = index;
        this.rid = rid;
    }

    /// The stream goes on under another SSRC, with other numbers: slots must switch to it as to another layer.
    void restart(int newSsrc) {
        ssrc = newSsrc;
        known = true;
        received.reset();
        numbers.reset();
        publication.forget(this);
    }

    boolean alive(long now) {
        return lastPacket != Long.MIN_VALUE && now - lastPacket < Tuning.LAYER_SILENT;
    }

    /// Asks the publisher for a key frame: now, or as soon as it may be asked again.
    void wantKeyFrame(long now) {
        keyFrameWanted = true;
        askForKeyFrame(now);
    }

    void keyFrameCame() {
        keyFrameWanted = false;
    }

    void askForKeyFrame(long now) {
        if (!keyFrameWanted || !alive(now) || (lastPli != Long.MIN_VALUE && now - lastPli < Tuning.PLI_INTERVAL)) {
            return;
        }
        if (publication.endpoint.sendPli(ssrc)) {
            lastPli = now;
        }
    }
}
