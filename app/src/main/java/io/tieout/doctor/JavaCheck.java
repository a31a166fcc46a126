package io.tieout.doctor;

import java.util.List;

/** Which Java runs this. */
public record JavaCheck(Runtime.Version version) implements Check {

    private static final int NEEDED = 17;

    @Override
    public List<Finding> look() {
        return version.feature() >= NEEDED
                ? List.of(Finding.ok("java", "Java " + version + "."))
                : List.of(Finding.fail(
                        "java",
                        "Java " + version + " is older than " + NEEDED + ".",
                        "Set JAVA_HOME to a JDK of " + NEEDED + " or later."));
    }
}
