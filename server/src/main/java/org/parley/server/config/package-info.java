// SPDX-License-Identifier: Apache-2.0
/// Configuration: read from defaults, a file, the environment and the command line, and checked as a whole
/// before anything starts.
@NullMarked
package org.parley.server.config;

import org.jspecify.annotations.NullMarked;
