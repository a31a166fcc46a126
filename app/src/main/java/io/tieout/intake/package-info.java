/**
 * From raw record to what its source states: one class a source, pure. What an intake must remember
 * between records it keeps in a {@link io.tieout.intake.Memory} that is handed to it. No Kafka, no clock.
 */
@NullMarked
package io.tieout.intake;

import org.jspecify.annotations.NullMarked;
