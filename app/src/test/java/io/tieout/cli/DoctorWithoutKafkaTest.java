package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor can say before there is a Kafka: everything else. */
class DoctorWithoutKafkaTest {

    private final Terminal terminal = new Terminal(Map.of());

    @Test
    void looksAtAllElseAndSaysWhatToDoAboutKafka(@TempDir Path dataDir) {
        terminal.type("doctor", "--set", "data.dir=" + dataDir, "--set", "connect.url=http://127.0.0.1:1");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out())
                .contains("ok    java")
                .contains("AWAY  kafka     No Kafka is known")
                .contains("Start one with `tieout up`")
                .contains("warn  registry")
                .contains("warn  odoo")
                .contains("AWAY  connect");
    }

    @Test
    void brokersThatAreAwayAreOneFinding() {
        terminal.type(
                "doctor",
                "--set",
                "kafka.bootstrap.servers=127.0.0.1:1",
                "--set",
                "kafka.default.api.timeout.ms=300",
                "--set",
                "kafka.request.timeout.ms=200",
                "--set",
                "schema.registry.url=http://127.0.0.1:1");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.out().lines().filter(line -> line.startsWith("AWAY")))
                .satisfiesExactly(
                        kafka -> assertThat(kafka).contains("do not answer at 127.0.0.1:1"),
                        registry -> assertThat(registry).contains("registry"));
    }

    @Test
    void anAddressThatNobodyKnowsIsAFinding() {
        terminal.type("doctor", "--set", "kafka.bootstrap.servers=no.such.host.invalid:9092");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(terminal.out())
                .contains("AWAY  kafka     No client for Kafka can be made")
                .contains("warn  odoo");
    }
}
