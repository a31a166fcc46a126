/**
 * Between the core and the bytes: published contracts in Avro over a registry, kept state and internal
 * messages in Avro's single-object encoding. Decides nothing.
 */
@NullMarked
package io.tieout.wire;

import org.jspecify.annotations.NullMarked;
