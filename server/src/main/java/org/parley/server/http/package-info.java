// SPDX-License-Identifier: Apache-2.0
/// HTTP: the API of `docs/api.md`, the pages of the web client, and the headers that keep both safe.
@NullMarked
package org.parley.server.http;

import org.jspecify.annotations.NullMarked;
