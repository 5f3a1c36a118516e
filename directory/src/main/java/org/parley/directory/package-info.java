// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.parley.directory;

import org.jspecify.annotations.NullMarked;
