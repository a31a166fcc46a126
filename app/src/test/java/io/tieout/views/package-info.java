/** Tests of the views. */
@NullMarked
package io.tieout.views;

import org.jspecify.annotations.NullMarked;
