/** Tests of the package of the same name. */
@NullMarked
package io.tieout.connect.stripe;

import org.jspecify.annotations.NullMarked;
