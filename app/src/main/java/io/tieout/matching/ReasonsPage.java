package io.tieout.matching;

/** The page of all reasons, made from the closed list. */
public final class ReasonsPage {

    private ReasonsPage() {}

    /** The page in Markdown. */
    public static String markdown() {
        var page =
                new StringBuilder("# Reasons\n\nGenerated from the closed list; a test compares. Category and severity"
                        + " are those that hold where a policy does not say otherwise.\n\n"
                        + "| reason | category | severity | meaning |\n|---|---|---|---|\n");
        for (Reason reason : Reason.values()) {
            page.append("| `" + reason + "` | " + reason.category() + " | " + reason.severity() + " | "
                    + reason.meaning() + " |\n");
        }
        return page.toString();
    }
}
