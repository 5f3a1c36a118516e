// SPDX-License-Identifier: Apache-2.0
package org.parley.directory;

/// When a meeting is, as its host has set it; what it means is not the directory's to know.
///
/// @param begins a local date and time
/// @param recurrence empty for a meeting that is once
/// @param sequence how often it was changed
public record ScheduleRecord(String begins, String zone, int minutes, String recurrence, int sequence) {}
