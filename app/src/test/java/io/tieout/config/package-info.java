/** Tests of the settings. */
@NullMarked
package io.tieout.config;

import org.jspecify.annotations.NullMarked;
