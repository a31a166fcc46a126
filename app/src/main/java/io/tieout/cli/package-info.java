/**
 * The commands. Only here are the environment and the wall clock read; everything else is handed what it
 * needs. Nobody imports this package but {@code Main}. What a command does lives elsewhere, unless it is only about
 * talking to a person at a terminal.
 */
@NullMarked
package io.tieout.cli;

import org.jspecify.annotations.NullMarked;
