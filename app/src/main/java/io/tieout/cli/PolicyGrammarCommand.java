package io.tieout.cli;

import io.tieout.policy.GrammarPage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a policy file may say. */
@Command(
        name = "grammar",
        description = "Shows every key that a policy file may have, and a complete example of each shape, as Markdown.",
        footer = {"", "Example:", "  app/bin/tieout policy grammar"})
final class PolicyGrammarCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    final HelpOption help = new HelpOption();

    PolicyGrammarCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        surroundings.out().print(GrammarPage.markdown());
        return ExitCode.OK;
    }
}
