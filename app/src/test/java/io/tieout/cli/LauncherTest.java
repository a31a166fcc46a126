package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieout.GoldenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a copy of the repository, with a java and a mvn that only say how they were called. */
class LauncherTest {

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    private Path root;
    private Path tools;
    private Path jar;

    @BeforeEach
    void copyTheRepository() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
        root = directory.resolve("a clone");
        tools = Files.createDirectories(directory.resolve("tools"));
        jar = root.resolve("app/target/dist/tieout.jar");
        for (var module : List.of("schemas", "connect", "app")) {
            old(root.resolve(module).resolve("pom.xml"));
            old(root.resolve(module).resolve("src/main/java/A.java"));
        }
        old(root.resolve("pom.xml"));
        Files.createDirectories(root.resolve("app/bin"));
        Files.copy(GoldenFile.root().resolve("app/bin/tieout"), root.resolve("app/bin/tieout"));
        tool(
                "java",
                "if [ \"$1\" = -version ]; then echo 'Picked up x' >&2; echo 'openjdk version \"17.0.15\" 2025-04-15' >&2;"
                        + " else printf '<%s>' \"$@\"; fi");
        tool("mvn", "echo built in $PWD with $* >&2; mkdir -p app/target/dist; touch app/target/dist/tieout.jar");
    }

    @Test
    void buildsOnceAndThenRuns() throws Exception {
        var first = run(root.resolve("app/bin/tieout"), "read", "a topic");
        var second = run(root.resolve("app/bin/tieout"), "version");

        assertThat(first.err()).contains("tieout: building").contains("built in " + root.toRealPath());
        assertThat(first.out()).endsWith("<-jar><" + root.toRealPath() + "/app/target/dist/tieout.jar><read><a topic>");
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).endsWith("<version>");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        run(root.resolve("app/bin/tieout"), "version");
        Files.setLastModifiedTime(
                root.resolve("connect/src/main/java/A.java"),
                FileTime.from(Files.getLastModifiedTime(jar).toInstant().plusSeconds(60)));

        assertThat(run(root.resolve("app/bin/tieout"), "version").err()).contains("tieout: building");
    }

    @Test
    void runsThroughALinkFromAnyDirectory() throws Exception {
        var link = Files.createSymbolicLink(directory.resolve("link"), Path.of("a clone/app/bin/tieout"));
        var linkToLink = Files.createSymbolicLink(tools.resolve("tieout"), link);

        assertThat(run(linkToLink, "version").out()).contains(root.toRealPath() + "/app/target/dist/tieout.jar");
    }

    @Test
    void refusesAnOldJavaByName() throws Exception {
        tool("java", "echo 'java version \"1.8.0_401\"' >&2");

        var refused = run(root.resolve("app/bin/tieout"), "version");

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("needs Java 17 or later, but java is version 1: set JAVA_HOME");
    }

    @Test
    void nativeAccessIsAllowedOnlyWhereTheJvmKnowsTheOption() throws Exception {
        var on17 = run(root.resolve("app/bin/tieout"), "version");
        tool(
                "java",
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"25\" 2025-09-16' >&2; else printf '<%s>' \"$@\"; fi");
        var on25 = run(root.resolve("app/bin/tieout"), "version");

        assertThat(on17.out()).doesNotContain("native-access");
        assertThat(on25.out()).startsWith("<--enable-native-access=ALL-UNNAMED>");
    }

    @Test
    void aFailedBuildStopsWithItsMessages() throws Exception {
        tool("mvn", "echo no such artifact; exit 1");

        var failed = run(root.resolve("app/bin/tieout"), "version");

        assertThat(failed.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("no such artifact").contains("the build failed");
    }

    private record Result(int exitCode, String out, String err) {}

    private Result run(Path launcher, String... arguments) throws IOException, InterruptedException {
        var out = directory.resolve("out");
        var err = directory.resolve("err");
        var command = new ArrayList<>(List.of("/bin/sh", launcher.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .directory(tools.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(Map.of("PATH", tools + ":/usr/bin:/bin"));
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("JAVA_OPTS");
        var process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private void tool(String name, String script) throws IOException {
        var file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Older than anything that a test builds, and so are the directories above it. */
    private void old(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
        for (var above = file.getParent(); above != null && !above.equals(directory); above = above.getParent()) {
            Files.setLastModifiedTime(above, FileTime.from(LONG_AGO));
        }
    }
}
