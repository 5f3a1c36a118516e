// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.parley.media.srtp;

import org.jspecify.annotations.NullMarked;
