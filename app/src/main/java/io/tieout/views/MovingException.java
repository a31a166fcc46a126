package io.tieout.views;

/** What was asked for cannot be answered rightly now: a partition moves, is read back, or its instance is away. */
public final class MovingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MovingException(String what) {
        super(what);
    }

    public MovingException(String what, Throwable cause) {
        super(what, cause);
    }
}
