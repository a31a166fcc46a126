package io.tieout.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** Files cannot be used as they are: the message names every fault, one a line, for the person who wrote them. */
public abstract class FaultyFilesException extends RuntimeException {

    private static final int SHOWN = 50;

    private final List<Fault> faults;

    protected FaultyFilesException(List<Fault> faults) {
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
