/** Tests of what all pollers have in common, and what their tests share. */
@NullMarked
package io.tieout.connect.poll;

import org.jspecify.annotations.NullMarked;
