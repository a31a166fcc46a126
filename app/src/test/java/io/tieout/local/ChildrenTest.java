package io.tieout.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

    @Test
    void endsTheProcessThatWasWrittenDown(@TempDir Path directory) throws Exception {
        Process process = sleeper();
        new Children(directory).record(Part.REGISTRY, process.toHandle());

        List<Long> ended = new Children(directory).reap();

        assertThat(ended).containsExactly(process.pid());
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(new Children(directory).reap()).isEmpty();
    }

    @Test
    void leavesAStrangerAloneWhoWasGivenTheSameProcessId(@TempDir Path directory) throws Exception {
        Process stranger = sleeper();
        try {
            new Children(directory).record(Part.REGISTRY, stranger.toHandle());
            Path file = directory.resolve("children.json");
            String started = stranger.info().startInstant().orElseThrow().toString();
            String anHourBefore = stranger.info()
                    .startInstant()
                    .orElseThrow()
                    .minus(Duration.ofHours(1))
                    .toString();
            Files.writeString(file, Files.readString(file).replace(started, anHourBefore));

            assertThat(new Children(directory).reap()).isEmpty();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void replacesTheProcessOfAPart(@TempDir Path directory) throws Exception {
        Process first = sleeper();
        Process second = sleeper();
        Children children = new Children(directory);
        children.record(Part.REGISTRY, first.toHandle());
        children.record(Part.REGISTRY, second.toHandle());
        first.destroyForcibly().waitFor();

        assertThat(children.end(Part.REGISTRY)).isTrue();
        assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(children.end(Part.REGISTRY)).isFalse();
    }

    private static Process sleeper() throws Exception {
        return new ProcessBuilder("sleep", "300").start();
    }
}
