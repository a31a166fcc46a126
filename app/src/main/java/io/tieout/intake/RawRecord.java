package io.tieout.intake;

import io.tieout.matching.Lineage;
import java.util.Map;

/**
 * One record of a raw topic.
 *
 * @param account key of the record: what its source keeps one log for
 * @param kind what the value is, as the maker's header says; empty when there is no such header
 * @param headers what the maker says of the value besides, by name
 * @param value what the source said, byte for byte
 */
public record RawRecord(String account, String kind, Map<String, String> headers, byte[] value, Lineage lineage) {

    public RawRecord {
        headers = Map.copyOf(headers);
    }

    /** One of which nothing further is said. */
    public RawRecord(String account, String kind, byte[] value, Lineage lineage) {
        this(account, kind, Map.of(), value, lineage);
    }
}
