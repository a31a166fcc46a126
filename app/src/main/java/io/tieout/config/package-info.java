/**
 * The settings: each declared once, read from defaults, a properties file, environment variables and
 * options, checked, and typed. Nothing here reads the environment or the clock; both are handed in.
 */
@NullMarked
package io.tieout.config;

import org.jspecify.annotations.NullMarked;
