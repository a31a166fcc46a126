package io.tieout.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

    private static final Map<String, Integer> ANY = Map.of("one.port", 0, "two.port", 0);

    @TempDir
    Path directory;

    @Test
    void anyFreePortIsTheSameAgainAtTheNextStart() {
        Map<String, Integer> first = Ports.choose(ANY, memory());

        assertThat(new HashSet<>(first.values())).hasSize(2);
        assertThat(Ports.choose(ANY, memory())).isEqualTo(first);
    }

    @Test
    void anyFreePortIsAnotherOneWhenThatOfTheLastStartIsTaken() throws Exception {
        try (ServerSocket taken = taken()) {
            Files.writeString(memory(), "{\"one.port\": " + taken.getLocalPort() + "}");

            assertThat(Ports.choose(ANY, memory()).values()).doesNotContain(taken.getLocalPort(), 0);
        }
    }

    @Test
    void aWishedPortIsTakenOrRefused() throws Exception {
        try (ServerSocket taken = taken()) {
            assertThatThrownBy(() -> Ports.choose(Map.of("one.port", taken.getLocalPort()), memory()))
                    .isInstanceOf(LocalStackException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " (one.port) is taken");
        }
        int free = Ports.choose(ANY, memory()).getOrDefault("one.port", 0);
        assertThat(Ports.choose(Map.of("three.port", free), memory())).containsEntry("three.port", free);
    }

    @Test
    void onePortForTwoPartsIsRefused() {
        int free = Ports.choose(ANY, memory()).getOrDefault("one.port", 0);

        assertThatThrownBy(() -> Ports.choose(Map.of("one.port", free, "two.port", free), memory()))
                .isInstanceOf(LocalStackException.class)
                .hasMessageContaining("one.port")
                .hasMessageContaining("two.port");
    }

    private Path memory() {
        return directory.resolve("ports.json");
    }

    private static ServerSocket taken() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
