package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TieoutTest {

    private final Terminal terminal = new Terminal(Map.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "down",
                "demo",
                "run",
                "capture",
                "receive",
                "read",
                "match",
                "scenario",
                "policy",
                "topology",
                "doctor",
                "version"
            })
    void everyCommandHelps(String command) {
        terminal.type(command, "--help");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(terminal.out()).startsWith("Usage: tieout " + command).contains("Example:");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void aMistypedCommandIsAnsweredWithTheNearest() {
        terminal.type("raed", "x");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).startsWith("There is no command raed. Did you mean read?");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void aMistypedOptionIsAnsweredWithTheNearest() {
        terminal.type("read", "x", "--tiemout", "3s");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--tiemout").contains("--timeout");
    }

    @Test
    void noCommandIsUsage() {
        assertThat(terminal.type().exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "soon", "-1s"})
    void aTimeoutIsADuration(String timeout) {
        terminal.type("read", "x", "--timeout=" + timeout);

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is not a duration such as 500ms, 10s or 5m");
    }

    @Test
    void settingsComeFromFileThenVariableThenOption(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("t.properties"), "odoo.account=file\ncolour=red\n");

        terminal.type("down", "--config", file.toString());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("There is no setting colour (" + file + ", line 2).");
    }

    @Test
    void aVariableThatIsNoSettingIsAnError() {
        var mistyped = new Terminal(Map.of("TIEOUT_STRIPE_API_KYE", "sk_live_hush"));

        mistyped.type("down");

        assertThat(mistyped.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(mistyped.err()).contains("TIEOUT_STRIPE_API_KEY").doesNotContain("hush");
    }

    @Test
    void anOptionWithoutAValueIsUsage() {
        terminal.type("down", "--set", "odoo.account");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--set takes KEY=VALUE");
    }

    @Test
    void readingWithoutAnyKafkaSaysHowToHaveOne(@TempDir Path directory) {
        terminal.type("read", "recon.match.v1", "--set", "data.dir=" + directory);

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("`tieout up`").contains("kafka.bootstrap.servers");
    }

    @Test
    void aStackTraceIsShownToWhoAsksForIt(@TempDir Path directory) {
        var plain = new Terminal(Map.of()).type("read", "x", "--set", "data.dir=" + directory);
        var traced = new Terminal(Map.of()).type("read", "x", "--set", "data.dir=" + directory, "--stacktrace");

        assertThat(plain.err()).doesNotContain("\tat io.tieout");
        assertThat(traced.err()).contains("\tat io.tieout");
    }

    @Test
    void downWhereNothingRunsIsFine(@TempDir Path directory) throws IOException {
        terminal.type("down", "--json", "--set", "data.dir=" + directory.resolve("none"));

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(new ObjectMapper().readTree(terminal.out()).path("reaped")).isEmpty();
    }

    @Test
    void policiesAreCheckedAndTheirFaultsAreAFinding(@TempDir Path directory) throws IOException {
        var broken = Files.writeString(directory.resolve("b.yaml"), "policy: x\nversion: 1\nownr: me\n");

        terminal.type("policy", "check", broken.toString());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(terminal.out()).contains(broken + ":3: ownr: is unknown; did you mean owner?");
    }

    @Test
    void entriesThatCannotBeUsedAreAWrongInput(@TempDir Path directory) throws IOException {
        var entries = Files.writeString(directory.resolve("e.jsonl"), "{\"sourc\":\"odoo\"}\n");

        terminal.type(
                "match",
                "--entries",
                entries.toString(),
                "--out",
                directory.resolve("out").toString());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(entries + ":1: sourc: is unknown; did you mean source?");
    }

    @Test
    void versionsAreJsonForMachines() throws IOException {
        terminal.type("version", "--json");

        assertThat(new ObjectMapper().readTree(terminal.out()).path("kafka").asText())
                .isEqualTo("4.3.1");
    }

    @Test
    void theTopologyIsDrawnWithoutAnythingRunning() throws IOException {
        terminal.type("topology", "--json");

        var both = new ObjectMapper().readTree(terminal.out());
        assertThat(terminal.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(both.path("text").asText()).startsWith("Topologies:").contains("stripe.event");
        assertThat(both.path("mermaid").asText()).startsWith("flowchart LR").contains("([\"recon.match.v1\"])");

        var views = new Terminal(Map.of()).type("topology", "--views");
        assertThat(views.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(views.out())
                .startsWith("Topologies:")
                .contains("keep-references")
                .doesNotContain("stripe.event");
    }
}
