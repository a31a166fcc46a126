package io.tieout.views;

/**
 * Who bears a reference.
 *
 * @param kind {@link #ENTRY} or {@link #CASE}
 * @param id of the entry or the case
 */
public record Bearer(String kind, String id) {

    public static final String ENTRY = "entry";
    public static final String CASE = "case";

    static Bearer of(Outcome outcome) {
        return outcome.kind() == Kind.ENTRY
                ? new Bearer(ENTRY, outcome.kind().id(outcome.value()))
                : new Bearer(CASE, outcome.caseId());
    }

    String text() {
        return kind + ":" + id;
    }

    static Bearer parse(String text) {
        int colon = text.indexOf(':');
        return new Bearer(text.substring(0, colon), text.substring(colon + 1));
    }
}
