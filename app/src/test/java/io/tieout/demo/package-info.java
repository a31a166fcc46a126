/** Tests of the trial: that its plan is what it says, and that its verdict can fail. */
@NullMarked
package io.tieout.demo;

import org.jspecify.annotations.NullMarked;
