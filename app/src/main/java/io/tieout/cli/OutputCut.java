package io.tieout.cli;

/** What was printed was not taken to its end, so what is there must not pass for the whole. */
final class OutputCut extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A stream that failed does not say why; these are the ways in which it happens. */
    OutputCut() {
        super("The output was not taken to its end: the disk is full, or what reads it has stopped, as `head` does.\n"
                + "What has been written is not all there is.");
    }
}
