package io.tieout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieout.GoldenFile;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandsPageTest {

    private final Surroundings surroundings = new Terminal(Map.of()).surroundings();

    @Test
    void thePageDocumentsTheCommandsAsTheyAre() {
        GoldenFile.in("topology-docs/commands.md").mustBe(CommandsPage.markdown(Tieout.commandLine(surroundings)));
    }

    @Test
    void everyCommandShowsAnExampleThatItUnderstands() {
        for (var command : Tieout.commandLine(surroundings).getSubcommands().values()) {
            var examples = command.getUsageMessage()
                    .lines()
                    .map(String::strip)
                    .filter(CommandText::isOurs)
                    .toList();

            assertThat(examples).as(command.getCommandName()).isNotEmpty();
            assertThat(examples).allSatisfy(CommandText::mustParse);
        }
    }
}
