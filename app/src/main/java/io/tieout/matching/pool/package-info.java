/**
 * The pool shape: entries without a shared id are paired by evidence. Pure like the rest of the core: what it
 * keeps it keeps in a {@link io.tieout.matching.pool.PoolStore}, and what time it is coverage says. Knows
 * neither Kafka nor files.
 */
@NullMarked
package io.tieout.matching.pool;

import org.jspecify.annotations.NullMarked;
