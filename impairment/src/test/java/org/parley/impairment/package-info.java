@NullMarked
package org.parley.impairment;

import org.jspecify.annotations.NullMarked;
