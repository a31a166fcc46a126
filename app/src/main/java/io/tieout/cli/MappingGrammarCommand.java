package io.tieout.cli;

import io.tieout.mapping.MappingPage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a mapping file may say. */
@Command(
        name = "grammar",
        description = "Shows every key that a mapping file may have, and complete examples, as Markdown.",
        footer = {"", "Example:", "  app/bin/tieout mapping grammar"})
final class MappingGrammarCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    MappingGrammarCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.out().print(MappingPage.markdown());
        return ExitCode.OK;
    }
}
