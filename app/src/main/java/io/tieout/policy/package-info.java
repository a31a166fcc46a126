/**
 * Policies as files: reads YAML into the {@link io.tieout.matching.Policy} of the core, or says in which
 * file, line and field what is wrong. Decides nothing about entries and cases, and knows neither Kafka nor
 * the environment.
 */
@NullMarked
package io.tieout.policy;

import org.jspecify.annotations.NullMarked;
