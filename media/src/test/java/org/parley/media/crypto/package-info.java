// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.parley.media.crypto;

import org.jspecify.annotations.NullMarked;
