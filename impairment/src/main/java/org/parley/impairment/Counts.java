// SPDX-License-Identifier: Apache-2.0
package org.parley.impairment;

/// What has become of packets. Those that are neither are still under way.
///
/// @param lost by the path's loss
/// @param dropped by a full queue
/// @param silenced while nothing passed
/// @param delivered copies included
public record Counts(long offered, long lost, long dropped, long silenced, long delivered) {}
