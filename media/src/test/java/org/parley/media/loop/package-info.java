// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.parley.media.loop;

import org.jspecify.annotations.NullMarked;
