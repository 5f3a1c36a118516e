@NullMarked
package org.parley.media.sdp;

import org.jspecify.annotations.NullMarked;
