/// Bad networks for tests, never part of the product: a model of one direction of a path in virtual time. It opens
/// no socket, starts no thread and reads no clock; the same seed and the same packets give the same fate to each.
@NullMarked
package org.parley.impairment;

import org.jspecify.annotations.NullMarked;
