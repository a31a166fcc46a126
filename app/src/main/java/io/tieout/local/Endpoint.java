package io.tieout.local;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Where a started part answers: one line of an endpoint table.
 *
 * @param address what a client is given: {@code host:port}, or a URL
 * @param startedIn how long the part took to answer
 * @param pid the process, where the part is not in this one
 */
public record Endpoint(Part part, String address, Duration startedIn, OptionalLong pid) {}
