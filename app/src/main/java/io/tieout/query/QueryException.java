package io.tieout.query;

import org.jspecify.annotations.Nullable;

/** Questions cannot be taken here. */
public final class QueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public QueryException(String what) {
        super(what);
    }

    public QueryException(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
