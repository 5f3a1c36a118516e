// SPDX-License-Identifier: Apache-2.0
/// Whether two kinds of request can be told apart by a stopwatch. The method is dudect's (Reparaz, Balasch,
/// Verbauwhede: "Dude, is my code constant time?", 2017): random order, cropping at percentiles, Welch's t.
@NullMarked
package org.parley.bench.timing;

import org.jspecify.annotations.NullMarked;
