package io.tieout.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with policy files. */
@Command(
        name = "policy",
        description = "Checks policy files, and shows what they may say.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  app/bin/tieout policy check policies/card.yaml"})
final class PolicyCommand implements Runnable {

    @Mixin
    final HelpOption help = new HelpOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private PolicyCommand() {}

    static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new PolicyCommand())
                .addSubcommand(new PolicyCheckCommand(surroundings))
                .addSubcommand(new PolicyGrammarCommand(surroundings));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: check or grammar");
    }
}
