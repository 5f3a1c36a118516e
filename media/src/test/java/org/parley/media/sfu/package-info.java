@NullMarked
package org.parley.media.sfu;

import org.jspecify.annotations.NullMarked;
