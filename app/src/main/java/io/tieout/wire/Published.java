package io.tieout.wire;

import org.apache.avro.specific.SpecificRecord;

/** A record for one of our topics. */
public record Published(Contract contract, String key, SpecificRecord value) {}
