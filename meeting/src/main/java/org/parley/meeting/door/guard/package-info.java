// SPDX-License-Identifier: Apache-2.0
/// The guard in front of the door: sees scans and guessing, slows them and stops them for a time, without a
/// word about which meetings exist. `docs/door.md` has the policy and its figures.
///
/// Pure: the time, randomness and keys are handed in. [Guard] may be called from any thread; everything else
/// belongs to its lock or is immutable.
@NullMarked
package org.parley.meeting.door.guard;

import org.jspecify.annotations.NullMarked;
