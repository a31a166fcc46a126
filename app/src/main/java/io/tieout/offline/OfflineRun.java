package io.tieout.offline;

import io.tieout.intake.StatedLine;
import io.tieout.intake.UnreadableException;
import io.tieout.matching.AccountId;
import io.tieout.matching.Interval;
import io.tieout.matching.Policy;
import io.tieout.matching.Side;
import io.tieout.topology.OfflineFlow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Files of entries and coverage through the flow, into a directory of outcomes. The same input gives the same output, byte
 * for byte.
 *
 * <p>Order. Entries are read in the order of their files; coverage among them ({@code {"coverage": {...}}}) takes effect where
 * it stands. A line of a coverage file stands, in the log of its account, before the first entry that the account states
 * at its end or later; what is left stands behind all entries, in the order of its file. So it never makes an entry late
 * that stands in the order in which its source stated it.
 *
 * <p>The end. Unless the input states coverage itself, everybody speaks past the end of it: every account that was seen, and
 * for a side that none of them could fill, its source. So whatever is missing is said to be.
 *
 * @param entries files of canonical entries
 * @param coverageFile null for none
 * @param end whether everybody speaks past the end; null for: unless the input states coverage
 */
public record OfflineRun(
        List<Policy> policies,
        List<Path> entries,
        @Nullable Path coverageFile,
        @Nullable Boolean end) {

    /** An account that nobody has heard of: it speaks for a source that is silent in the input. */
    private static final String UNSEEN = "unseen";

    private static final Duration BEYOND = Duration.ofDays(1);

    public OfflineRun {
        policies = List.copyOf(policies);
        entries = List.copyOf(entries);
    }

    /**
     * Runs it.
     *
     * @throws InputFaults when the input cannot be used; nothing is written then
     */
    public Summary into(Path directory) {
        Survey survey = Survey.of(entries, coverageFile);
        boolean speaksPastTheEnd = end == null ? coverageFile == null && !survey.coverageWithin() : end;
        Set<AccountId> speakers = new TreeSet<>(survey.accounts());
        if (speaksPastTheEnd) {
            speakers.addAll(unseen(survey.accounts()));
        }
        Instant heardTo = survey.latest().plus(longestDelay()).plus(BEYOND);
        var tally = new Tally();
        try (var files = new OutcomeFiles(directory)) {
            try (var flow = new OfflineFlow(policies, speakers, Set.of(), said -> {
                tally.count(said);
                files.write(said);
            })) {
                new Feed(flow, survey.coverage()).feed(entries);
                if (speaksPastTheEnd) {
                    speakers.forEach(account -> flow.coverage(account, new Interval(null, heardTo)));
                }
                flow.settle();
            }
            return new Summary(
                    survey.entries(),
                    List.copyOf(speakers),
                    speaksPastTheEnd ? heardTo : null,
                    tally.matches(),
                    tally.lateArrivals(),
                    tally.openExceptions(),
                    files.complete());
        }
    }

    /** For each side that nobody seen could fill, an account that could. */
    private Set<AccountId> unseen(List<AccountId> seen) {
        var silent = new HashSet<AccountId>();
        for (Policy policy : policies) {
            for (Side side : policy.sides()) {
                if (seen.stream().noneMatch(side::filledBy)) {
                    String account = side.account();
                    silent.add(new AccountId(side.source(), account == null ? UNSEEN : account));
                }
            }
        }
        return silent;
    }

    private Duration longestDelay() {
        return policies.stream()
                .map(policy -> policy.window().plus(policy.grace()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Puts coverage of a file into the logs of its accounts. */
    private static final class Feed {
        private final OfflineFlow flow;
        private final Map<AccountId, Deque<Interval>> pending = new HashMap<>();
        private final List<StatedLine.OfCoverage> coverage;

        Feed(OfflineFlow flow, List<StatedLine.OfCoverage> coverage) {
            this.flow = flow;
            this.coverage = coverage;
            for (StatedLine.OfCoverage stated : coverage) {
                pending.computeIfAbsent(stated.account(), account -> new ArrayDeque<>())
                        .add(stated.covered());
            }
        }

        void feed(List<Path> files) {
            for (Path file : files) {
                try (var lines = Lines.of(file)) {
                    for (byte[] line = lines.next(); line != null; line = lines.next()) {
                        feed(read(file, lines.number(), line));
                    }
                }
            }
            for (StatedLine.OfCoverage stated : coverage) {
                Deque<Interval> waiting = pending.get(stated.account());
                if (waiting != null && waiting.remove(stated.covered())) {
                    flow.coverage(stated.account(), stated.covered());
                }
            }
        }

        private static StatedLine read(Path file, long number, byte[] line) {
            try {
                return StatedLine.read(line);
            } catch (UnreadableException e) {
                throw new InputFaults(file + ":" + number + ": changed while it was read: " + e.why());
            }
        }

        private void feed(StatedLine stated) {
            if (stated instanceof StatedLine.OfCoverage covered) {
                flow.coverage(covered.account(), covered.covered());
            } else if (stated instanceof StatedLine.OfEntry one) {
                Instant statedAt = one.entry().statedAt();
                Deque<Interval> waiting = pending.get(one.account());
                while (waiting != null
                        && !waiting.isEmpty()
                        && !waiting.element().to().isAfter(statedAt)) {
                    flow.coverage(one.account(), waiting.remove());
                }
                flow.entry(one.account(), one.json(), statedAt);
            } else {
                throw new IllegalStateException("No rule for " + stated.getClass());
            }
        }
    }
}
