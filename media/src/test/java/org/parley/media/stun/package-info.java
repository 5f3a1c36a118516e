// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.parley.media.stun;

import org.jspecify.annotations.NullMarked;
