// SPDX-License-Identifier: Apache-2.0
package org.parley.meeting;

/// How many people a meeting takes.
///
/// @param seats who are in at one time; hosts find a seat in any case
/// @param waiting who wait at one time. More costs each host's page a longer list, less makes invited people
/// come back later
public record Limits(int seats, int waiting) {}
