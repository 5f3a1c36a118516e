// SPDX-License-Identifier: Apache-2.0
/// The server: puts meetings, media and the directory together behind HTTP and the command line.
@NullMarked
package org.parley.server;

import org.jspecify.annotations.NullMarked;
