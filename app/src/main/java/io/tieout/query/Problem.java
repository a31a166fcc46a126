package io.tieout.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Why a question is not answered: {@code application/problem+json} of RFC 9457. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    Problem(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    static Problem wrong(String detail) {
        return new Problem(400, "The question is not understood", detail);
    }

    static Problem unknown(String detail) {
        return new Problem(404, "Nothing is known of it", detail);
    }

    static Problem later(String detail) {
        return new Problem(503, "Ask again in a moment", detail);
    }

    int status() {
        return status;
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", String.valueOf(getMessage()));
    }
}
