package io.tieout.demo;

/**
 * One amount that a side of a policy must have taken in.
 *
 * @param minor signed from the shop's view: a refund is negative
 */
record PlantedEntry(PlannedOrder order, String policy, String entryId, String currency, long minor) {}
