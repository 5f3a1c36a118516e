// SPDX-License-Identifier: Apache-2.0
package org.parley.media;

/// Which publisher feeds a subscriber's receive slot. A slot that nobody feeds is not listed.
///
/// @param mid the `a=mid` of the subscriber's receiving `m=` section
/// @param publisher endpoint id of the publisher
/// @param source what of the publisher's
public record Slot(String mid, String publisher, Source source) {}
