// SPDX-License-Identifier: Apache-2.0
/// The door: meeting numbers, passcodes and link secrets, and the check that answers alike whatever is wrong.
/// Pure, as the meeting is; randomness is handed in.
@NullMarked
package org.parley.meeting.door;

import org.jspecify.annotations.NullMarked;
