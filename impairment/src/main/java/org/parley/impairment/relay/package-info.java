/// A relay on one machine that does to a participant's packets what the model says: UDP datagrams, each
/// client address with a socket of its own towards the server, and TCP. One thread; only for tests.
@NullMarked
package org.parley.impairment.relay;

import org.jspecify.annotations.NullMarked;
