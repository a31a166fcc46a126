/** Tests of the package of the same name. */
@NullMarked
package io.tieout.connect.webhook;

import org.jspecify.annotations.NullMarked;
