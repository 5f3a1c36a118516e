// SPDX-License-Identifier: Apache-2.0
/// Invitations as mail.
@NullMarked
package org.parley.server.mail;

import org.jspecify.annotations.NullMarked;
