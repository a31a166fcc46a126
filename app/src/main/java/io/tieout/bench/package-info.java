/**
 * The benchmark: the shipped matching part beside Kafka's own outer join and a stateless pass-through, on the
 * same entries in the same run. What it measures is the product as it ships; nothing here may be faster than
 * what a user gets, every run counts its outcomes, and a run that lost one fails.
 */
@NullMarked
package io.tieout.bench;

import org.jspecify.annotations.NullMarked;
