// SPDX-License-Identifier: Apache-2.0
/// The measures that steer the work on Parley, printed by `./parley bench`; see docs/benchmarks.md. Nothing
/// of this is installed.
@NullMarked
package org.parley.bench;

import org.jspecify.annotations.NullMarked;
