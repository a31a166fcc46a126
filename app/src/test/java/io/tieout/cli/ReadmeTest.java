package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieout.GoldenFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.ParameterException;

class ReadmeTest {

    @TestFactory
    Stream<DynamicTest> everyCommandInTheReadmeIsUnderstood() throws IOException {
        return commands(Files.readString(GoldenFile.root().resolve("README.md"))).stream()
                .map(command -> DynamicTest.dynamicTest(command, () -> CommandText.mustParse(command)));
    }

    @TestFactory
    Stream<DynamicTest> everyCommandInTheOtherDocumentsIsUnderstood() throws IOException {
        try (var documents = Files.walk(GoldenFile.root().resolve("topology-docs"))) {
            return documents
                    .filter(document -> document.toString().endsWith(".md"))
                    .flatMap(document -> commands(text(document)).stream())
                    .distinct()
                    .toList()
                    .stream()
                    .map(command -> DynamicTest.dynamicTest(command, () -> CommandText.mustParse(command)));
        }
    }

    @Test
    void aCommandThatDoesNotExistIsFound() {
        assertThat(commands("```\napp/bin/tieout reed x\n```")).containsExactly("app/bin/tieout reed x");
        assertThatThrownBy(() -> CommandText.mustParse("app/bin/tieout reed x")).isInstanceOf(ParameterException.class);
        assertThatThrownBy(() -> CommandText.mustParse("app/bin/tieout read x --maximum 3"))
                .isInstanceOf(ParameterException.class);
    }

    @Test
    void whatIsTheShellsIsNotTheCommands() {
        assertThat(CommandText.words("read 'recon.match.v1' --max 3 | jq .value  # the newest"))
                .containsExactly("read", "recon.match.v1", "--max", "3");
    }

    @Test
    void onlyCodeBlocksHoldCommandsAndContinuedLinesAreOne() {
        var text = """
                app/bin/tieout in prose
                ```sh
                $ app/bin/tieout read odoo.change \\
                    --max 3
                mvn verify
                ```
                """;

        assertThat(commands(text)).containsExactly("app/bin/tieout read odoo.change --max 3");
    }

    private static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> commands(String markdown) {
        var commands = new ArrayList<String>();
        boolean inBlock = false;
        for (var line : markdown.replaceAll("\\\\\\n\\s*", "").lines().toList()) {
            var stripped = line.strip();
            if (stripped.startsWith("```")) {
                inBlock = !inBlock;
                continue;
            }
            var command = stripped.startsWith("$ ") ? stripped.substring(2) : stripped;
            if (inBlock && CommandText.isOurs(command)) {
                commands.add(command);
            }
        }
        return commands;
    }
}
