// SPDX-License-Identifier: Apache-2.0
/// The meeting itself as a pure function: [org.parley.meeting.MeetingLife#decide] turns a command into events
/// or a refusal, [org.parley.meeting.Meeting#after] turns an event into the next state. No thread, clock,
/// socket or random number of its own: time and ids come in with the commands.
@NullMarked
package org.parley.meeting;

import org.jspecify.annotations.NullMarked;
