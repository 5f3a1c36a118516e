// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.parley.meeting;

import org.jspecify.annotations.NullMarked;
