/**
 * What {@code connect} brings in, against a real broker and a real Connect worker: the parts of it that need nothing
 * of Kafka are tested where they are.
 */
@NullMarked
package io.tieout.receive;

import org.jspecify.annotations.NullMarked;
