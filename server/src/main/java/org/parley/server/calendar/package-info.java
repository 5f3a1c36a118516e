// SPDX-License-Identifier: Apache-2.0
/// When meetings are: schedules that repeat, and their invitations as calendars take them (RFC 5545). Values and
/// functions
/// alone: no clock, no thread, no database.
@NullMarked
package org.parley.server.calendar;

import org.jspecify.annotations.NullMarked;
