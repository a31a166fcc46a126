/**
 * Looks whether everything that Tieout stands on is as it must be, and says how to mend what is not.
 * Changes nothing. Time is handed in; what is printed, and how, is the command line's.
 */
@NullMarked
package io.tieout.doctor;

import org.jspecify.annotations.NullMarked;
