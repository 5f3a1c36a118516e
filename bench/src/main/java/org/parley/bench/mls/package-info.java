// SPDX-License-Identifier: Apache-2.0
/// Groups of members under a delivery service, for measures.
@NullMarked
package org.parley.bench.mls;

import org.jspecify.annotations.NullMarked;
