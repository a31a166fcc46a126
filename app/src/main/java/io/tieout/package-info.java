/** The application: where it begins. Everything else lives in the packages below. */
@NullMarked
package io.tieout;

import org.jspecify.annotations.NullMarked;
