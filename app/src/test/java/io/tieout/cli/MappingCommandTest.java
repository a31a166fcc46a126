package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.GoldenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees who tries a mapping. */
class MappingCommandTest {

    @TempDir
    Path directory;

    private final Terminal terminal = new Terminal(Map.of());

    @Test
    void aDocumentIsReadByAShippedMappingAndWhatIsNotIsSaid() {
        Path journal = GoldenFile.root().resolve("app/src/test/resources/mapped/payroll-journal.csv");
        terminal.type(
                "entries",
                "--source",
                "payroll",
                "--mapping",
                "payroll-journal",
                "--account",
                "bureau",
                journal.toString());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(terminal.out()).hasLineCount(2).contains("payroll/bureau/payslip/2026-03-00017", "-268713");
        assertThat(terminal.err())
                .contains("payroll-journal, line 4: a draft run pays nobody")
                .contains("payroll-journal version 1: amount.value: Net is \"1.800.00\"");
    }

    @Test
    void aFileWithAFaultIsToldByLineAndField() throws IOException {
        Path file = Files.writeString(directory.resolve("crm.yaml"), "mapping: crm\nversion: 1\nsuorce: crm\n");
        terminal.type("mapping", "check", file.toString());

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.FINDING);
        assertThat(terminal.out()).contains("crm.yaml:3: suorce: is unknown; did you mean source?");
    }

    @Test
    void aMappingThatIsNotThereIsSaid() {
        terminal.type("entries", "--source", "payroll", "--mapping", "payrol", "--account", "bureau", "march.csv");

        assertThat(terminal.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("payrol, which does not come with Tieout; known are card-terminal-batch");
    }
}
