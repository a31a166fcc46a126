package io.tieout.policy;

import java.util.List;
import java.util.stream.Collectors;

/** Policy files cannot be used as they are: the message names every fault, one a line, for the person who wrote them. */
public final class PolicyException extends RuntimeException {

    private static final int SHOWN = 50;

    private final List<Fault> faults;

    public PolicyException(List<Fault> faults) {
        super(message(faults.stream().sorted().toList()));
        this.faults = faults.stream().sorted().toList();
    }

    /** What is wrong, by file and line. */
    public List<Fault> faults() {
        return faults;
    }

    private static String message(List<Fault> sorted) {
        String shown = sorted.stream().limit(SHOWN).map(Fault::toString).collect(Collectors.joining("\n"));
        return sorted.size() <= SHOWN ? shown : shown + "\nand " + (sorted.size() - SHOWN) + " more";
    }
}
