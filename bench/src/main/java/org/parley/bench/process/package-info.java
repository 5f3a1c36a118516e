// SPDX-License-Identifier: Apache-2.0
/// The processes under measurement, and what they cost.
@NullMarked
package org.parley.bench.process;

import org.jspecify.annotations.NullMarked;
