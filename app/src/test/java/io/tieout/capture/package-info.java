/** The capture against a real PostgreSQL and a real broker. */
@NullMarked
package io.tieout.capture;

import org.jspecify.annotations.NullMarked;
