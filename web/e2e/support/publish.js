// SPDX-License-Identifier: Apache-2.0
// What runs in a page before its scripts to bend what it publishes. Sent to the browser as text: nothing from outside.

/** A camera that costs little to encode: many people fit into one test. */
export function smallCamera({ width, height, frameRate }) {
  const { mediaDevices } = navigator;
  // Firefox runs this in its empty first page too.
  if (!mediaDevices) return;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (asked) =>
    original(
      asked?.video
        ? { ...asked, video: { width: { exact: width }, height: { exact: height }, frameRate } }
        : asked,
    );
}

/** Offers nothing but this codec for the video that is sent. */
export function publishOnly(mimeType) {
  const original = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function (kind, init) {
    const transceiver = original.call(this, kind, init);
    const video = kind === 'video' || kind.kind === 'video';
    if (video && init?.direction === 'sendonly')
      transceiver.setCodecPreferences(
        RTCRtpSender.getCapabilities('video').codecs.filter(
          (codec) => codec.mimeType === mimeType || codec.mimeType === 'video/rtx',
        ),
      );
    return transceiver;
  };
}
