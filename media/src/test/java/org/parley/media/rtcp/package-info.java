@NullMarked
package org.parley.media.rtcp;

import org.jspecify.annotations.NullMarked;
