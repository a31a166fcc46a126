/**
 * The flow: raw records to entries to cases to outcomes, in Kafka Streams. Processors load, ask the pure
 * core, save and forward; they decide nothing themselves.
 */
@NullMarked
package io.tieout.topology;

import org.jspecify.annotations.NullMarked;
