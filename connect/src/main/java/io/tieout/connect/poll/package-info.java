/**
 * How a provider is polled: what to ask for next and how far that proves to have been read ({@link SliceReader}),
 * and the Kafka Connect task that asks, waits as long as the provider wants, writes, and states coverage only when
 * everything before it is acknowledged ({@link PollTask}). What a provider varies is its addresses, its proof of
 * who asks, what a page holds, and its clock.
 */
@NullMarked
package io.tieout.connect.poll;

import org.jspecify.annotations.NullMarked;
