package io.tieout.matching;

/** Where an input was read: one record of a raw topic. */
public record Lineage(String topic, int partition, long offset) {}
