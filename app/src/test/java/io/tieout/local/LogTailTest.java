package io.tieout.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @Test
    void quotesWhatWasSaidAndNotWhereItCameFrom(@TempDir Path directory) throws IOException {
        var frames = IntStream.range(0, 40)
                .mapToObj(i -> "\tat io.agroal.pool.ConnectionPool.get(ConnectionPool.java:" + i + ")\n")
                .collect(Collectors.joining());
        var log = Files.writeString(
                directory.resolve("log"),
                "Failed to start application\njava.sql.SQLException: Acquisition timeout\n" + frames
                        + "Caused by: java.util.concurrent.TimeoutException\n" + frames
                        + "\tat java.base/java.lang.Thread.run(Thread.java:840) [?:?]\n\t... 12 more\nlooked at 3 tables\n");

        assertThat(LogTail.of(log))
                .contains(
                        "Failed to start application",
                        "java.sql.SQLException: Acquisition timeout",
                        "Caused by: java.util.concurrent.TimeoutException",
                        "looked at 3 tables")
                .doesNotContain("ConnectionPool.java", "12 more", "Thread.java");
    }
}
