package io.tieout.intake;

import io.tieout.matching.Lineage;

/**
 * One record of a raw topic.
 *
 * @param account key of the record: what its source keeps one log for
 * @param kind what the value is, as the maker's header says; empty when there is no such header
 * @param value what the source said, byte for byte
 */
public record RawRecord(String account, String kind, byte[] value, Lineage lineage) {}
