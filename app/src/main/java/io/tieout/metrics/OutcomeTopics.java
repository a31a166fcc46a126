package io.tieout.metrics;

import java.util.List;
import java.util.Set;

/** The topics from which the meters of business are read: not those of entries, cases, lines and audit, which are long. */
final class OutcomeTopics {

    static final String MATCHES = "recon.match.v1";
    static final String LATE_ARRIVALS = "recon.late-arrival.v1";
    static final String EXCEPTIONS = "recon.exception.v1";
    static final String COVERAGE = "recon.coverage.v1";
    static final String DEAD_LETTERS = "recon.dead-letter.v1";

    static final List<String> ALL = List.of(MATCHES, LATE_ARRIVALS, EXCEPTIONS, COVERAGE, DEAD_LETTERS);

    /** Those whose newest values say what stands now: they are read from their beginning, by whoever takes a partition over. */
    static final Set<String> STANDING = Set.of(EXCEPTIONS, COVERAGE);

    private OutcomeTopics() {}
}
