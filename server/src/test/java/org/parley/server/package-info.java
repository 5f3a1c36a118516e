// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.parley.server;

import org.jspecify.annotations.NullMarked;
