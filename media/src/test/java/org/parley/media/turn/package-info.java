// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.parley.media.turn;

import org.jspecify.annotations.NullMarked;
