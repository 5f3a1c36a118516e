// SPDX-License-Identifier: Apache-2.0
/// Packets between the kernel and an event loop: one UDP port and the same TCP port, IPv4 and IPv6. Two
/// implementations of one interface: Linux through foreign functions (batches, segmentation offload), and NIO
/// where that is missing. All memory is outside the heap and owned by the loop; everything but `wakeup`
/// belongs to the loop's thread. RFC 4571 for frames on TCP.
@NullMarked
package org.parley.media.net;

import org.jspecify.annotations.NullMarked;
