package io.tieout;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A committed file whose text the program can make: compared by every build, written only when a person asks.
 *
 * <pre>{@code
 * GoldenFile.in("topology-docs/settings.md").mustBe(SettingsPage.markdown());
 * }</pre>
 */
public final class GoldenFile {

    private static final int SHOWN = 40;

    private final String name;
    private final Path file;
    private final String recordedBy;

    private GoldenFile(String name, Path file, String recordedBy) {
        this.name = name;
        this.file = file;
        this.recordedBy = recordedBy;
    }

    /** The file at a path from the root of the repository; the calling test class is the one that records it. */
    public static GoldenFile in(String name) {
        var caller = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .getCallerClass()
                .getSimpleName();
        return new GoldenFile(name, root().resolve(name), caller);
    }

    /** The root of the repository, whichever of its directories the tests run in. */
    public static Path root() {
        for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("schemas")) && Files.isRegularFile(at.resolve("README.md"))) {
                return at;
            }
        }
        throw new IllegalStateException("no repository above " + Path.of("").toAbsolutePath());
    }

    /** Fails with the difference when the committed text is another; with {@code -Drecord=true} writes it instead. */
    public void mustBe(String generated) {
        try {
            if (Boolean.getBoolean("record")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, generated);
                return;
            }
            var committed = Files.exists(file) ? Files.readString(file) : "";
            if (!committed.equals(generated)) {
                fail(difference(committed, generated));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private String difference(String committed, String generated) {
        return """
                %s is not what the program makes now (- committed, + made now):

                %s
                If the new text is right, record it and commit it:
                  mvn -q test -pl app -am -Drecord=true -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false
                """.formatted(
                name, changedLines(committed.lines().toList(), generated.lines().toList()), recordedBy);
    }

    /** The lines between the common beginning and the common end: enough to see what changed. */
    static String changedLines(List<String> before, List<String> after) {
        int top = 0;
        while (top < before.size() && top < after.size() && before.get(top).equals(after.get(top))) {
            top++;
        }
        int bottom = 0;
        while (bottom < before.size() - top
                && bottom < after.size() - top
                && before.get(before.size() - 1 - bottom).equals(after.get(after.size() - 1 - bottom))) {
            bottom++;
        }
        var shown = new ArrayList<String>();
        shown.add("@@ line " + (top + 1) + " @@");
        before.subList(top, before.size() - bottom).stream()
                .limit(SHOWN)
                .map(line -> "- " + line)
                .forEach(shown::add);
        after.subList(top, after.size() - bottom).stream()
                .limit(SHOWN)
                .map(line -> "+ " + line)
                .forEach(shown::add);
        if (top == before.size() && top == after.size()) {
            shown.add("(only the end of the last line differs)");
        }
        return String.join("\n", shown) + "\n";
    }
}
