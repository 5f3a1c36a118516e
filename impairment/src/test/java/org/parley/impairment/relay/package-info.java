@NullMarked
package org.parley.impairment.relay;

import org.jspecify.annotations.NullMarked;
