/**
 * The offline run: files of canonical entries and coverage through the real flow, into files of outcomes, and two such runs
 * compared. No server and no clock; decides nothing about entries and cases.
 */
@NullMarked
package io.tieout.offline;

import org.jspecify.annotations.NullMarked;
