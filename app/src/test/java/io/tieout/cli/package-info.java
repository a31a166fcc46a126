/** Tests of the commands. */
@NullMarked
package io.tieout.cli;

import org.jspecify.annotations.NullMarked;
