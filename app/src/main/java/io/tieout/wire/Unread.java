package io.tieout.wire;

import io.tieout.matching.Lineage;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A raw record that is still to be read.
 *
 * @param record as it stands in its topic, headers included; key and value are not null
 * @param from where it stands
 * @param begun whether a part of what it states was taken already
 */
public record Unread(Record<String, byte[]> record, Lineage from, boolean begun) {

    /** The same, of which a part was taken. */
    public Unread goneOn() {
        return begun ? this : new Unread(record, from, true);
    }
}
