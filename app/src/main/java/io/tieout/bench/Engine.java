package io.tieout.bench;

/** Who drains. */
public enum Engine {
    PASS_THROUGH("pass-through", "pass"),
    OUTER_JOIN("outerJoin", "join"),
    BARE_MATCHER("bare matcher", "bare"),
    TIEOUT("tieout", "tieout");

    private final String title;
    private final String option;

    Engine(String title, String option) {
        this.title = title;
        this.option = option;
    }

    /** As it is typed. */
    String option() {
        return option;
    }

    /** As it is printed. */
    String title() {
        return title;
    }
}
