@NullMarked
package org.parley.media.rtp;

import org.jspecify.annotations.NullMarked;
