/**
 * Mapping files: how documents of a system that nobody wrote code for become entries. Reads such a file from YAML, or says in
 * which file, line and field what is wrong; and takes from a document, in JSON or CSV, the values that the file names. What they
 * mean for matching is the intake's business. Knows neither Kafka nor the environment.
 */
@NullMarked
package io.tieout.mapping;

import org.jspecify.annotations.NullMarked;
