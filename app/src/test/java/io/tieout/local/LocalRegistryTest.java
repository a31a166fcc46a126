package io.tieout.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryTest {

    @Test
    void aStartThatFailsIsTriedOnceMoreAndKeepsItsLog(@TempDir Path directory) throws IOException {
        var home = homeOf(WaveringRegistry.class, directory.resolve("home"));
        try (var data = DataDirectory.take(directory.resolve("data"))) {
            int port = Ports.choose(Map.of("port", 0), data.ports()).getOrDefault("port", 0);
            var registry = LocalRegistry.start(data, port, home);
            try {
                assertThat(data.log("registry.log"))
                        .content()
                        .contains("Acquisition timeout while waiting", "answers now");
            } finally {
                registry.close();
            }
            assertThat(registry.process().isAlive()).isFalse();
        }
    }

    @Test
    void whatTookTooLongToStopIsNotCalledAliveWhenItIsNot() throws Exception {
        var limit = Duration.ofSeconds(3);
        Process sleeper = new ProcessBuilder("sleep", "300").start();
        var pid = OptionalLong.of(sleeper.pid());
        try {
            assertThat(LocalStack.late(Part.REGISTRY, pid, limit))
                    .endsWith("process " + sleeper.pid() + " is ended now.");
        } finally {
            sleeper.destroyForcibly().waitFor();
        }
        assertThat(LocalStack.late(Part.REGISTRY, pid, limit)).endsWith("but process " + sleeper.pid() + " has ended.");
    }

    /** A folder as of the registry's distribution, whose jar runs a class of these tests. */
    private static Path homeOf(Class<?> main, Path home) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        main.getProtectionDomain().getCodeSource().getLocation().toString());
        Files.createDirectories(home);
        try (var jar = new JarOutputStream(
                Files.newOutputStream(home.resolve("apicurio-registry-app-0-runner.jar")), manifest)) {
            jar.finish();
        }
        return home;
    }
}
