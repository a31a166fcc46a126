package io.tieout.bench;

/** A run whose outcomes are not what its input implies, or that did not end: its figures mean nothing. */
public final class BenchFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    BenchFailure(String message) {
        super(message);
    }
}
