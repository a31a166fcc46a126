package io.tieout.offline;

import io.tieout.intake.StatedLine;
import io.tieout.intake.UnreadableException;
import io.tieout.matching.AccountId;
import io.tieout.matching.Entry;
import io.tieout.offline.InputFaults.Collected;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a first look at the input finds: its faults, who speaks in it, and its end. So nothing is run on a file that has
 * a fault, and nobody who speaks later is taken for somebody who does not exist.
 */
final class Survey {

    private final TreeSet<AccountId> accounts = new TreeSet<>();
    private final List<StatedLine.OfCoverage> coverage = new ArrayList<>();
    private Instant latest = Instant.EPOCH;
    private long entries;
    private boolean coverageWithin;

    /**
     * @param coverageFile null where there is none
     * @throws InputFaults when a line cannot be used
     */
    static Survey of(List<Path> entryFiles, @Nullable Path coverageFile) {
        var survey = new Survey();
        var faults = new Collected();
        for (Path file : entryFiles) {
            survey.look(file, faults);
        }
        if (coverageFile != null && !faults.enough()) {
            survey.lookAtCoverage(coverageFile, faults);
        }
        faults.throwIfAny();
        return survey;
    }

    private void look(Path file, Collected faults) {
        try (var lines = Lines.of(file)) {
            for (byte[] line = lines.next(); line != null && !faults.enough(); line = lines.next()) {
                try {
                    StatedLine stated = StatedLine.read(line);
                    accounts.add(stated.account());
                    if (stated instanceof StatedLine.OfEntry one) {
                        entries++;
                        see(one.entry());
                    } else {
                        coverageWithin = true;
                    }
                } catch (UnreadableException e) {
                    faults.add(file, lines.number(), e.why());
                }
            }
        }
    }

    private void lookAtCoverage(Path file, Collected faults) {
        try (var lines = Lines.of(file)) {
            for (byte[] line = lines.next(); line != null && !faults.enough(); line = lines.next()) {
                try {
                    StatedLine.OfCoverage stated = StatedLine.coverage(line);
                    accounts.add(stated.account());
                    coverage.add(stated);
                } catch (UnreadableException e) {
                    faults.add(file, lines.number(), e.why());
                }
            }
        }
    }

    /** An absurd business date is an exception of its own and moves no end. */
    private void see(Entry entry) {
        latest = later(latest, entry.statedAt());
        Instant due = entry.dueAt();
        if (due != null) {
            latest = later(latest, due);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }

    /** Everybody who states anything, in order. */
    List<AccountId> accounts() {
        return List.copyOf(accounts);
    }

    /** What the coverage file states, in its order. */
    List<StatedLine.OfCoverage> coverage() {
        return List.copyOf(coverage);
    }

    /** Latest time at which an entry was stated or falls due. */
    Instant latest() {
        return latest;
    }

    long entries() {
        return entries;
    }

    /** Whether the entries have coverage among them. */
    boolean coverageWithin() {
        return coverageWithin;
    }
}
